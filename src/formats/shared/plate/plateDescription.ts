import { ZarrdropError } from "../../../model/errors.ts";
import type { PlateDescription, PlateField } from "../../../model/image.ts";
import { LIMITS } from "../../../model/limits.ts";
import { rowName } from "./wells.ts";

/** A plate as far as it is known: 0 rows and columns where nothing says how many there are. */
export type PlateForm = { name: string; rows: number; columns: number };

/**
 * A plate with its fields: rows and columns as it has them, or more if there are wells behind them.
 * @throws `limit`
 */
export function describeWells(
  file: string,
  plate: PlateForm,
  fields: readonly Pick<PlateField, "row" | "column" | "field">[],
): PlateDescription {
  const rows = fields.reduce((most, { row }) => Math.max(most, row + 1), plate.rows);
  const columns = fields.reduce((most, { column }) => Math.max(most, column + 1), plate.columns);
  if (rows * columns > LIMITS.wells) {
    throw new ZarrdropError("limit", `${file} is a plate of too many wells.`, { file });
  }
  return {
    name: plate.name,
    rows: Array.from({ length: rows }, (_, row) => rowName(row)),
    columns: Array.from({ length: columns }, (_, column) => String(column + 1)),
    acquisitions: [],
    fields: fields.map(({ row, column, field }) => ({ row, column, field, acquisition: null })),
  };
}
