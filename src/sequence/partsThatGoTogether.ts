import type { NamePart, Variable } from "./nameParts.ts";

/** Rows A–P and columns 1–24: no plate in use has more. */
const MOST_COLUMNS = 24;

/** Rows and columns of wells, as fields of their own ("A-01", "B - 3"): those of their parts that differ. */
export function wellPairs(parts: readonly NamePart[]): Variable[] {
  return parts.flatMap((row, index) => {
    const [separator, column] = [parts[index + 1], parts[index + 2]];
    if (separator?.kind !== "constant" || !/^[-_ ]+$/.test(separator.text) || column === undefined) return [];
    if (!isWholeField(parts, index) || !isWholeField(parts, index + 2)) return [];
    if (!valuesOf(row).every((value) => /^[A-P]$/.test(value)) || !valuesOf(column).every(isColumn)) return [];
    // A letter that stands in all names is a row only beside something else that differs: A_01, A_02 may be sections.
    const others = parts.filter((part) => part.kind !== "constant" && part !== column);
    if (row.kind === "constant" && others.length === 0) return [];
    return [row, column].filter((part): part is Variable => part.kind !== "constant");
  });
}

function isColumn(value: string): boolean {
  return /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST_COLUMNS;
}

/**
 * Parts that differ of days ("2024-01-05", "20240105") and of the times of day right behind them ("143000", "14-30-00").
 */
export function dateParts(parts: readonly NamePart[]): Variable[] {
  const found: NamePart[] = [];
  for (let index = 0; index < parts.length; index++) {
    const length = lengthOfDate(parts, index);
    if (length === 0) continue;
    const end = index + length + lengthOfClock(parts, index + length);
    found.push(...parts.slice(index, end));
    index = end - 1;
  }
  return found.filter((part): part is Variable => part.kind === "number");
}

/** Parts that a day takes from a place on; 0 if there is none. */
function lengthOfDate(parts: readonly NamePart[], at: number): number {
  if (isOf(parts[at], /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/)) return 1;
  const isDay =
    isOf(parts[at], /^(19|20)\d\d$/) &&
    isOf(parts[at + 1], /^[-_.]$/) &&
    isOf(parts[at + 2], /^(0[1-9]|1[0-2])$/) &&
    isOf(parts[at + 3], /^[-_.]$/) &&
    isOf(parts[at + 4], /^(0[1-9]|[12]\d|3[01])$/);
  return isDay ? 5 : 0;
}

/** Parts that a time of day behind a day takes, with what stands between. */
function lengthOfClock(parts: readonly NamePart[], at: number): number {
  if (!isOf(parts[at], /^[-_. T]+$/)) return 0;
  if (isOf(parts[at + 1], CLOCK)) return 2;
  const isTime =
    isOf(parts[at + 1], /^([01]\d|2[0-3])$/) && isOf(parts[at + 2], /^[-_.h]$/) && isOf(parts[at + 3], /^[0-5]\d$/);
  if (!isTime) return 0;
  return isOf(parts[at + 4], /^[-_.m]$/) && isOf(parts[at + 5], /^[0-5]\d$/) ? 6 : 4;
}

const CLOCK = /^([01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/** Whether a number is a time of day in all names ("143000"). */
export function isClock({ values }: Variable): boolean {
  return values.every((value) => CLOCK.test(value));
}

function isOf(part: NamePart | undefined, form: RegExp): boolean {
  return part !== undefined && valuesOf(part).every((value) => form.test(value));
}

function valuesOf(part: NamePart): readonly string[] {
  return part.kind === "constant" ? [part.text] : part.values;
}

/** A part between separators. */
function isWholeField(parts: readonly NamePart[], at: number): boolean {
  const isBorder = (part: NamePart | undefined): boolean =>
    part === undefined || (part.kind === "constant" && !/[\p{L}\p{N}]/u.test(part.text));
  return isBorder(parts[at - 1]) && isBorder(parts[at + 1]);
}
