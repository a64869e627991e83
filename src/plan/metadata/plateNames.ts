import type { PlateDescription } from "../../model/image.ts";

const ALPHANUMERIC = /^[A-Za-z0-9]+$/;

/** Names of rows and columns as NGFF takes them: letters and digits, distinct whatever their case. Where those of the plate are not so, letters and numbers. */
export function plateNames({ rows, columns }: Pick<PlateDescription, "rows" | "columns">): {
  rows: readonly string[];
  columns: readonly string[];
} {
  return {
    rows: areLegal(rows) ? rows : rows.map((_, index) => rowLetters(index)),
    columns: areLegal(columns) ? columns : columns.map((_, index) => String(index + 1)),
  };
}

function areLegal(names: readonly string[]): boolean {
  const distinct = new Set(names.map((name) => name.toLowerCase()));
  return distinct.size === names.length && names.every((name) => ALPHANUMERIC.test(name));
}

/** A to Z, then AA, AB and so on, as plates of 1536 wells have it. */
function rowLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : rowLetters(Math.floor(index / 26) - 1) + last;
}
