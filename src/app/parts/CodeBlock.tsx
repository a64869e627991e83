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
          <CodeLine key={index} line={line} />
        ))}
      </pre>
      {copyLabel !== null && <CopyButton text={text} label={copyLabel} />}
    </div>
  );
}

/** Breaks between words, never at a hyphen, where what is typed would look like another command. */
function CodeLine({ line }: { line: string }) {
  return (
    <span className="code-line">
      {/* Words have no names, either. */}
      {/* oxlint-disable-next-line react/no-array-index-key */}
      {line.split(/( +)/).map((word, index) => (index % 2 === 1 ? word : <span key={index}>{word}</span>))}
      {"\n"}
    </span>
  );
}
