import { useState, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";

type FoldProps = {
  title: string;
  /** What is in it, in a word or two. */
  hint?: string;
  isOpenFirst?: boolean;
  /** Made only when it is open. */
  children: ReactNode;
};

/** A section that is opened by its title. */
export function Fold({ title, hint, isOpenFirst = false, children }: FoldProps) {
  const [isOpen, setIsOpen] = useState(isOpenFirst);
  return (
    <details className="fold" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron" />
        {title}
        {hint !== undefined && <span className="note">{hint}</span>}
      </summary>
      {isOpen && <div className="fold-content">{children}</div>}
    </details>
  );
}
