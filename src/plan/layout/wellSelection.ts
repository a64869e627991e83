import type { ImageDescription, PlateDescription } from "../../model/image.ts";
import { settingError } from "../settings/settingError.ts";
import type { Settings } from "../settings/settings.ts";

/** A box of wells: indices of the plate's rows and columns, both ends included. */
type WellBox = { rows: [first: number, last: number]; columns: [first: number, last: number] };

/**
 * Of the selected scenes, those in the chosen wells and fields.
 * @throws `setting` for `wells` and `fields`: of a source that is no plate, not on the plate, or where no image was taken
 */
export function selectFields(
  { plate, formatName }: ImageDescription,
  selected: readonly number[],
  { wells, fields }: Pick<Settings, "wells" | "fields">,
): number[] {
  const asked = wells === null ? (fields === null ? null : "fields") : "wells";
  if (asked === null) return [...selected];
  if (plate === undefined) {
    throw settingError(
      asked,
      `${asked} chooses on a plate, and the source (${formatName}) is none`,
      "Choose with scenes, or leave it out.",
    );
  }
  const inWells = wells === null ? [...selected] : selectWells(plate, selected, wells);
  return fields === null ? inWells : selectNumbers(plate, inWells, fields);
}

function selectWells(plate: PlateDescription, selected: readonly number[], wells: readonly string[]): number[] {
  const chosen = new Set<number>();
  for (const text of wells) {
    const { rows, columns } = boxOf(plate, text);
    const inside = selected.filter((scene) => {
      const { row, column } = plate.fields[scene]!;
      return row >= rows[0] && row <= rows[1] && column >= columns[0] && column <= columns[1];
    });
    if (inside.length === 0) {
      throw settingError("wells", `wells: there is no image in ${text}`, "The plate has others: choose among these.");
    }
    for (const scene of inside) chosen.add(scene);
  }
  return selected.filter((scene) => chosen.has(scene));
}

function selectNumbers(plate: PlateDescription, selected: readonly number[], fields: readonly number[]): number[] {
  const there = new Set(selected.map((scene) => plate.fields[scene]!.field));
  const missing = fields.find((field) => !there.has(field));
  if (missing === undefined) return selected.filter((scene) => fields.includes(plate.fields[scene]!.field));
  const known = [...there].sort((a, b) => a - b);
  throw settingError(
    "fields",
    `fields: no well has a field ${missing}`,
    `The fields are numbered as the instrument counts: ${known[0]} to ${known.at(-1)}.`,
  );
}

/** "B02", "C*", "*3", "*", or two wells as the corners of a box ("B2-D4"). */
function boxOf(plate: PlateDescription, text: string): WellBox {
  const whole = wellOf(plate, text);
  if (whole !== null) return whole;
  for (let at = 1; at < text.length - 1; at++) {
    if (text[at] !== "-" && text[at] !== ":") continue;
    const [from, to] = [wellOf(plate, text.slice(0, at)), wellOf(plate, text.slice(at + 1))];
    if (from !== null && to !== null)
      return { rows: around(from.rows, to.rows), columns: around(from.columns, to.columns) };
  }
  const { rows, columns } = plate;
  throw settingError(
    "wells",
    `wells: “${text}” is no well of the plate`,
    `Its rows are ${rows[0]} to ${rows.at(-1)}, its columns ${columns[0]} to ${columns.at(-1)}: B02, a row as B*, a column as *2, a box as B2-D4.`,
  );
}

/** The well, row or column of this name: wherever it is cut in two, one part names a row and the other a column. */
function wellOf({ rows, columns }: PlateDescription, text: string): WellBox | null {
  if (text === "*") return { rows: [0, rows.length - 1], columns: [0, columns.length - 1] };
  for (let at = 1; at < text.length; at++) {
    const row = indicesOf(rows, text.slice(0, at));
    const column = indicesOf(columns, text.slice(at));
    if (row !== null && column !== null) return { rows: row, columns: column };
  }
  return null;
}

function indicesOf(names: readonly string[], text: string): [number, number] | null {
  if (text === "*") return [0, names.length - 1];
  const wanted = keyOf(text);
  const index = names.findIndex((name) => keyOf(name) === wanted);
  return index < 0 ? null : [index, index];
}

/** Neither case counts nor zeros before a number. */
function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, "");
}

function around(a: [number, number], b: [number, number]): [number, number] {
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
