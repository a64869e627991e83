import { isFlat } from "../../plan/layout/perLevel.ts";

/** The texts in the cells of a table, row by row. */
export type CellTexts = readonly (readonly string[])[];

/** What holds in a row where nothing is given: shown in its empty cells, and taken over when another cell is typed in. */
export type DerivedRow = { shown: readonly string[]; values: readonly number[] };

/** A derived row that is shown as it is. */
export function derivedRow(values: readonly number[]): DerivedRow {
  return { shown: values.map(String), values };
}

/** Cells of one shape, or of one per row; none for null. */
export function textsOfShapes(value: readonly number[] | readonly (readonly number[])[] | null): CellTexts {
  if (value === null) return [];
  return isFlat(value) ? [value.map(String)] : value.map((row) => row.map(String));
}

/** Rows for `parseSettings`: texts that are no numbers stay what they are, for the message that says so. */
export function valuesFromTexts(texts: CellTexts): (number | string)[][] {
  return texts.map((row) => row.map(numberFrom));
}

/** The number that a text is, or the text. */
export function numberFrom(text: string): number | string {
  return /^\s*[+-]?(?:\d|\.\d)[\d.e+-]*\s*$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : text.trim();
}

/**
 * All cells after some were typed over, from `column` of `row` on. What was derived becomes explicit with them, row by row; cells
 * that were emptied are derived again. Null: everything is as derived after a cell was emptied, and nothing is given any more.
 */
export function withCells(
  texts: CellTexts,
  derived: readonly DerivedRow[],
  row: number,
  column: number,
  typed: readonly string[],
): CellTexts | null {
  const next = Array.from({ length: Math.max(texts.length, derived.length, row + 1) }, (_, at) => {
    const own = texts[at] ?? [];
    const values = derived[at]?.values ?? [];
    const last = at === row ? column + typed.length : 0;
    return Array.from({ length: Math.max(own.length, values.length, last) }, (_cell, axis) => {
      const isTyped = at === row && axis >= column && axis < column + typed.length;
      const text = isTyped ? typed[axis - column]! : (own[axis] ?? "");
      return text.trim() === "" ? String(values[axis] ?? "") : text;
    });
  });
  const isEmptied = typed.every((text) => text.trim() === "");
  const isDerived = next.every((cells, at) => cells.join() === derived[at]?.values.join());
  return isEmptied && isDerived ? null : next;
}

/** The entries of a pasted list such as "(1, 64, 64)"; a single one is no list. */
export function pastedEntries(text: string): string[] | null {
  const entries = text
    .trim()
    .replaceAll(/^[[(]|[\])]$/g, "")
    .split(/[\s,;×x]+/)
    .filter((entry) => entry !== "");
  return entries.length > 1 ? entries : null;
}
