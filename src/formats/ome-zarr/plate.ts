import type { PlateDescription, PlateField } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import type { JsonObject } from "../../model/untrustedJson.ts";
import { objectsIn, textIn } from "../../zarr/json.ts";

/** The place of an image on its plate as the path and the well's metadata tell it; names, for indices are told in both places. */
export type WellPlace = { row: string; column: string; number: number; acquisition: unknown };

/** What a plate's metadata say of it, for images in this order; null where names or places are not as NGFF demands. */
export function describePlate(
  plate: JsonObject,
  storeName: string,
  places: readonly (WellPlace | null)[],
): PlateDescription | null {
  const [rows, columns] = [namesIn(plate, "rows"), namesIn(plate, "columns")];
  if (rows === null || columns === null || rows.length * columns.length > LIMITS.wells) return null;
  const acquisitions = objectsIn(plate, "acquisitions").flatMap(({ id, ...about }) =>
    typeof id === "number" && Number.isInteger(id) ? [{ id, name: textIn(about, "name") ?? "" }] : [],
  );
  const ids = new Set(acquisitions.map(({ id }) => id));
  const fields: PlateField[] = [];
  for (const place of places) {
    const [row, column] = [rows.indexOf(place?.row ?? ""), columns.indexOf(place?.column ?? "")];
    if (place === null || row < 0 || column < 0) return null;
    const acquisition = ids.size === acquisitions.length ? [...ids].find((id) => id === place.acquisition) : undefined;
    fields.push({ row, column, field: place.number, acquisition: acquisition ?? null });
  }
  const name = textIn(plate, "name") ?? storeName;
  return { name, rows, columns, acquisitions: ids.size === acquisitions.length ? acquisitions : [], fields };
}

function namesIn(plate: JsonObject, key: string): string[] | null {
  const names = objectsIn(plate, key).map((entry) => textIn(entry, "name") ?? "");
  const areLegal = names.every((name) => /^[A-Za-z0-9]+$/.test(name)) && new Set(names).size === names.length;
  return areLegal ? names : null;
}
