import type { PlateDescription } from "../../../model/image.ts";
import { describeWells, type PlateForm } from "./plateDescription.ts";
import { rowIndex } from "./wells.ts";

/** A well by the name of a position in it, and the number of the position where the name has one. */
export type NamedWell = { row: number; column: number; field: number | null };

/** Rows A to AF and columns 1 to 48, as plates of 1536 wells have them; behind them a number, perhaps with a word. */
const WELL =
  /^(?:Well ?)?(A[A-F]|[A-Z])(0?[1-9]|[1-3]\d|4[0-8])(?:[ _#-]{1,3}(?:(?:Point|Pos|Position|Site|Field|P)[ _-]?)?(\d{1,6}))?$/i;

/** What the name of a position says ("B4", "B04_0006", "B3-Site_0"); null for one that is no well's. */
export function wellInName(name: string): NamedWell | null {
  const [, row, column, field] = WELL.exec(name.trim()) ?? [];
  if (row === undefined || column === undefined) return null;
  return { row: rowIndex(row), column: Number(column) - 1, field: field === undefined ? null : Number(field) };
}

/**
 * The plate on which all positions of a file are; null where one of them is in no well. Positions without numbers of their own, or with
 * the same ones, are counted from 1 in each well. `file`: its name.
 * @throws `limit`
 */
export function plateOfWells(
  file: string,
  plate: PlateForm,
  positions: readonly (NamedWell | null)[],
): PlateDescription | null {
  const wells = positions.filter((position) => position !== null);
  if (wells.length === 0 || wells.length < positions.length) return null;
  const wellOf = ({ row, column }: NamedWell): string => `${row} ${column}`;
  const areNumbered =
    wells.every(({ field }) => field !== null) &&
    new Set(wells.map((well) => `${wellOf(well)} ${well.field}`)).size === wells.length;
  const counts = new Map<string, number>();
  const fields = wells.map((well) => {
    const count = (counts.get(wellOf(well)) ?? 0) + 1;
    counts.set(wellOf(well), count);
    return { ...well, field: areNumbered ? well.field! : count };
  });
  return describeWells(file, plate, fields);
}
