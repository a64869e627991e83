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
      {/* Many lines scroll, with the keyboard too, for which it must take the focus. Long ones go on below, further in: nothing is cut off. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        {text.split("\n").map((line, index) => (
          // Lines have no names, and never change their order.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className="code-line">
            {`${line}\n`}
          </span>
        ))}
      </pre>
      {copyLabel !== null && <CopyButton text={text} label={copyLabel} />}
    </div>
  );
}
