import { CopyButton } from "./CopyButton.tsx";

/** Text as a machine reads it, to be copied. */
export function CodeBlock({
  text,
  copyLabel,
}: {
  text: string;
  /** Null where a button elsewhere copies it. */ copyLabel: string | null;
}) {
  return (
    <div className="code-block">
      {/* Long text scrolls, with the keyboard too, for which it must take the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>{text}</pre>
      {copyLabel !== null && <CopyButton text={text} label={copyLabel} />}
    </div>
  );
}
