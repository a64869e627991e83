import { useId, useRef, type KeyboardEvent, type ReactNode } from "react";

/** One of several panels. */
type Tab<Name extends string> = {
  name: Name;
  label: string;
  /** How many things in it ask to be looked at. */ count?: number;
};

type TabsProps<Name extends string> = {
  label: string;
  tabs: readonly Tab<Name>[];
  value: Name;
  onChange: (name: Name) => void;
  /** At the end of the row. */
  tools?: ReactNode;
  /** What the chosen one shows. */
  children: ReactNode;
};

/** Panels of which one is in sight. One stop of the tab key for the row; arrow keys, Home and End go through it. */
export function Tabs<Name extends string>({ label, tabs, value, onChange, tools, children }: TabsProps<Name>) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ name }) => name === value);
    const next = nextTab(event.key, at, tabs.length);
    if (next === null) return;
    event.preventDefault();
    onChange(tabs[next]!.name);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <>
      <div className="tab-row">
        {/* The tabs in it take the focus. */}
        {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus */}
        <div ref={row} role="tablist" aria-label={label} className="tabs" onKeyDown={onKeyDown}>
          {tabs.map(({ name, label: text, count = 0 }) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${id}-${name}`}
              className="tab"
              aria-selected={name === value}
              aria-controls={name === value ? `${id}-panel` : undefined}
              tabIndex={name === value ? 0 : -1}
              onClick={() => onChange(name)}
            >
              {text}
              {count > 0 && <span className="note">{count}</span>}
            </button>
          ))}
        </div>
        {tools}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className="tab-panel">
        {children}
      </div>
    </>
  );
}

function nextTab(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
