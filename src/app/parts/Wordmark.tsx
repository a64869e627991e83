/** The page's name and sign: a drop that falls apart into ever larger pixels. */
export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path className="wordmark-drop" d="M16 2C16 2 5 14 5 20.500a11 11 0 0 0 22 0C27 14 16 2 16 2z" />
        <path className="wordmark-grid" d="M10 19h6v6h-6zM17.5 19h3v3h-3zM17.5 23.500h1.500v1.500h-1.500z" />
      </svg>
      Zarrdrop
    </span>
  );
}
