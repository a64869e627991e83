import type { ReactNode } from "react";

type WideTableProps = {
  /** Of the part that is scrolled. */
  label: string;
  /** Of the table. */
  name: string;
  className?: string;
  children: ReactNode;
};

/** A table that may be wider than its place: it is scrolled with the keyboard too, for which it takes the focus. */
export function WideTable({ label, name, className, children }: WideTableProps) {
  return (
    /* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <table className={className === undefined ? "table" : `table ${className}`} aria-label={name}>
        {children}
      </table>
    </section>
  );
}
