import { useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTypedText } from "../parts/useTypedText.ts";
import type { Problem } from "../state/appState.ts";
import { pastedEntries, type CellTexts, type DerivedRow } from "./cellTexts.ts";

type TableRow = {
  /** Heads the row, short. */
  head: string;
  /** Names it: "level 1". */
  name: string;
  derived: DerivedRow | undefined;
  /** A button at its end. */
  action?: ReactNode;
};

/** A cell, by its row and column; column null: the whole row. */
export type CellPlace = { row: number; column: number | null };

type NumberTableProps = {
  /** Name of what is edited. */
  label: string;
  /** Head of the column of row heads. */
  corner: string;
  columns: readonly string[];
  rows: readonly TableRow[];
  texts: CellTexts;
  problem: Problem | null;
  /** What the problem is about; null: all of the table. */
  wrong: CellPlace | null;
  /** Id of the text that explains the table. */
  describedBy: string;
  /** Cells were typed over, from this one on. */
  onType: (row: number, column: number, texts: readonly string[]) => void;
};

/**
 * Numbers in a table, each in a field of its own: empty where it is derived, with the derived number in its place. Arrow up and down go
 * from row to row; a pasted list fills the cells from there on. What is wrong stands below the row that it is about.
 */
export function NumberTable(props: NumberTableProps) {
  const { label, corner, columns, rows, texts, problem, wrong, describedBy, onType } = props;
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const hasActions = rows.some(({ action }) => action !== undefined);
  const move = (event: KeyboardEvent<HTMLInputElement>, row: number, column: number): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = table.current?.querySelector<HTMLInputElement>(`[data-cell="${row + by} ${column}"]`);
    if (by === 0 || next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
    next.select();
  };
  return (
    <div className="number-table">
      <table aria-label={label} ref={table}>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
            {hasActions && (
              <td>
                <span className="visually-hidden">Remove</span>
              </td>
            )}
          </tr>
        </thead>
        {rows.map((row, at) => (
          <tbody key={at}>
            <tr>
              <th scope="row">{row.head}</th>
              {columns.map((column, axis) => {
                const isHere = wrong === null || (wrong.row === at && (wrong.column ?? axis) === axis);
                const isWrong = problem !== null && isHere;
                return (
                  <td key={column}>
                    <NumberCell
                      label={`${label}, ${row.name}, ${column}`}
                      position={`${at} ${axis}`}
                      stored={texts[at]?.[axis] ?? ""}
                      derived={row.derived?.shown[axis] ?? ""}
                      isWrong={isWrong}
                      describedBy={isWrong && wrong !== null ? `${id}-wrong` : describedBy}
                      onType={(typed) => onType(at, axis, typed)}
                      onKeyDown={(event) => move(event, at, axis)}
                    />
                  </td>
                );
              })}
              {hasActions && <td className="row-action">{row.action}</td>}
            </tr>
            {wrong?.row === at && (
              <tr>
                <td id={`${id}-wrong`} className="field-error" colSpan={columns.length + (hasActions ? 2 : 1)}>
                  {problem?.text}
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

type NumberCellProps = {
  label: string;
  position: string;
  stored: string;
  derived: string;
  isWrong: boolean;
  describedBy: string;
  onType: (texts: readonly string[]) => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
};

function NumberCell({ label, position, stored, derived, isWrong, describedBy, onType, onKeyDown }: NumberCellProps) {
  const { props, text, forget } = useTypedText(stored, (typed) => onType([typed]));
  return (
    <input
      {...props}
      className="input cell"
      type="text"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={isWrong || undefined}
      aria-describedby={describedBy}
      data-invalid={isWrong || undefined}
      data-cell={position}
      placeholder={derived}
      // Long numbers get more than an equal share of the row.
      style={{ minWidth: `calc(${Math.max(text.length, derived.length)}ch + 0.7rem)` }}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const entries = pastedEntries(event.clipboardData.getData("text"));
        if (entries === null) return;
        event.preventDefault();
        forget();
        onType(entries);
      }}
    />
  );
}
