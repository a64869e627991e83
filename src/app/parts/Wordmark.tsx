/** The page's name and sign: a drop that falls apart into ever larger pixels. */
export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path fill="#ffb224" d="M12 1c4 5 8 9 8 14a8 8 0 0 1-16 0c0-5 4-9 8-14z" />
        <path fill="#17181a" d="M8 13h4v4H8zM13 13h3v3h-3zM8 18h3v2H8z" />
      </svg>
      Zarrdrop
    </span>
  );
}
