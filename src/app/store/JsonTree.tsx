import { useState } from "react";
import { isObject } from "../../model/untrustedJson.ts";
import { specificationLink } from "./specificationLinks.ts";

type JsonTreeProps = { value: unknown; ngffVersion: string | null };

/** Members of a list that are shown at first: a hostile one has millions. */
const MOST = 100;
/** Characters of a text that are shown. */
const MOST_LETTERS = 400;
/** Longer lists and objects are folded. */
const SHORT = 60;

/** JSON to be looked through: what is long folds, and a name that the specification explains leads there. */
export function JsonTree({ value, ngffVersion }: JsonTreeProps) {
  return (
    <ul className="json-tree">
      <Members value={value} ngffVersion={ngffVersion} depth={0} />
    </ul>
  );
}

type Nested = JsonTreeProps & { depth: number };

function Members({ value, ngffVersion, depth }: Nested) {
  const [most, setMost] = useState(MOST);
  const members = isObject(value) ? Object.entries(value) : Array.isArray(value) ? [...value.entries()] : [];
  return (
    <>
      {members.slice(0, most).map(([name, member]) => (
        <Member key={name} name={name} value={member} ngffVersion={ngffVersion} depth={depth} />
      ))}
      {members.length > most && (
        <li>
          <button type="button" className="link" onClick={() => setMost(most + MOST)}>
            {members.length - most} more
          </button>
        </li>
      )}
    </>
  );
}

function Member({ name, value, ngffVersion, depth }: Nested & { name: string | number }) {
  // Of the first levels all is seen at once.
  const [isOpen, setIsOpen] = useState(depth < 2);
  const isNested = typeof value === "object" && value !== null;
  const short = isNested ? JSON.stringify(value) : textOf(value);
  const link = typeof name === "string" ? specificationLink(name, ngffVersion) : null;
  const label = <span className="json-name">{name}</span>;
  const explained = link !== null && (
    <a className="json-link" href={link} target="_blank" rel="noreferrer" aria-label={`${name} in the specification`}>
      ?
    </a>
  );
  if (!isNested || short.length <= SHORT) {
    return (
      <li>
        {label}
        {explained} <span className="json-value">{short}</span>
      </li>
    );
  }
  return (
    <li className="json-nested">
      <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          {label} <span className="json-count">{countOf(value)}</span>
        </summary>
        {isOpen && (
          <ul>
            <Members value={value} ngffVersion={ngffVersion} depth={depth + 1} />
          </ul>
        )}
      </details>
      {explained}
    </li>
  );
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

function countOf(value: object): string {
  return Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`;
}
