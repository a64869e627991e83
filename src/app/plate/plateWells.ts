import type { AbsentPlanes, ImageDescription, PlateDescription } from "../../model/image.ts";

/** A well with images. */
export type Well = {
  row: number;
  column: number;
  /** For people: "B02". */
  name: string;
  /** Its scenes, by their place in the file: fields, and their labels. */
  scenes: number[];
  /** Those that are fields. */
  fields: number[];
  /** Why not all of it is there, in words; null where it is. */
  missing: string | null;
};

/** A plate as it is drawn: every row and column, and the wells that have images. */
export type PlateWells = { rows: readonly string[]; columns: readonly string[]; wells: readonly Well[] };

/** The wells of a described file whose scenes are fields of a plate. */
export function wellsOfPlate(plate: PlateDescription, scenes: ImageDescription["scenes"]): PlateWells {
  const wells = new Map<string, Well>();
  plate.fields.forEach(({ row, column }, scene) => {
    const key = `${row} ${column}`;
    const name = `${plate.rows[row]}${plate.columns[column]}`;
    const well = wells.get(key) ?? { row, column, name, scenes: [], fields: [], missing: null };
    wells.set(key, well);
    well.scenes.push(scene);
    if (scenes[scene]?.labelOf === undefined) well.fields.push(scene);
    well.missing ??= missingText(scenes[scene]?.absentPlanes ?? []);
  });
  return { rows: plate.rows, columns: plate.columns, wells: [...wells.values()] };
}

function missingText(absent: readonly AbsentPlanes[]): string | null {
  const one = (reason: AbsentPlanes["reason"]) => absent.find((each) => each.reason === reason);
  const [missing, unrecorded] = [one("missing"), one("not-recorded")];
  if (missing !== undefined)
    return missing.count === 1 ? "a picture is missing" : `${missing.count} pictures are missing`;
  if (unrecorded === undefined) return null;
  // Nothing says whether there ever was one.
  if (unrecorded.isGuess === true)
    return unrecorded.count === 1 ? "a picture is not there" : `${unrecorded.count} pictures are not there`;
  return unrecorded.count === 1 ? "a picture was not recorded" : `${unrecorded.count} pictures were not recorded`;
}

/** A rectangle of wells, both ends included. */
export type WellBox = { fromRow: number; toRow: number; fromColumn: number; toColumn: number };

/** The box between two wells, in whatever order they were pointed to. */
export function boxBetween(a: Pick<Well, "row" | "column">, b: Pick<Well, "row" | "column">): WellBox {
  return {
    fromRow: Math.min(a.row, b.row),
    toRow: Math.max(a.row, b.row),
    fromColumn: Math.min(a.column, b.column),
    toColumn: Math.max(a.column, b.column),
  };
}

/** The wells of a box that have images. */
export function wellsInBox({ wells }: PlateWells, box: WellBox): Well[] {
  return wells.filter(
    ({ row, column }) => row >= box.fromRow && row <= box.toRow && column >= box.fromColumn && column <= box.toColumn,
  );
}

/** True when all scenes of a well are chosen; "some" when a part of them is. */
export function isWellChosen({ scenes }: Well, chosen: ReadonlySet<number>): boolean | "some" {
  const count = scenes.filter((scene) => chosen.has(scene)).length;
  return count === scenes.length || (count > 0 && "some");
}

/** What is chosen when these wells are taken, or left out where all of them were taken: never nothing. */
export function toggled(wells: readonly Well[], chosen: ReadonlySet<number>): number[] {
  const isOn = wells.every((well) => isWellChosen(well, chosen) === true);
  const own = new Set(wells.flatMap(({ scenes }) => scenes));
  const rest = [...chosen].filter((scene) => !own.has(scene));
  const next = isOn ? rest : [...rest, ...own];
  return inOrder(next.length === 0 ? chosen : next);
}

/** What is chosen when these wells are taken, beside what is or instead of it: never nothing. */
export function taken(wells: readonly Well[], chosen: ReadonlySet<number>, isAdded: boolean): number[] {
  const own = wells.flatMap(({ scenes }) => scenes);
  return inOrder(own.length === 0 ? chosen : isAdded ? new Set([...chosen, ...own]) : own);
}

function inOrder(scenes: Iterable<number>): number[] {
  return [...scenes].toSorted((a, b) => a - b);
}

/** "B–F, 2–11" where the wells are all that a box of rows and columns has; else null. */
export function boxText(plate: PlateWells, wells: readonly Well[]): string | null {
  const [first] = wells;
  if (first === undefined) return null;
  const box = wells.reduce<WellBox>(
    (all, { row, column }) => ({
      fromRow: Math.min(all.fromRow, row),
      toRow: Math.max(all.toRow, row),
      fromColumn: Math.min(all.fromColumn, column),
      toColumn: Math.max(all.toColumn, column),
    }),
    boxBetween(first, first),
  );
  if (wellsInBox(plate, box).length !== wells.length) return null;
  const range = (names: readonly string[], from: number, to: number): string =>
    from === to ? names[from]! : `${names[from]}–${names[to]}`;
  return `${range(plate.rows, box.fromRow, box.toRow)}, ${range(plate.columns, box.fromColumn, box.toColumn)}`;
}

/** The part of a plate that has images, with its rim: large plates are often imaged in a corner. */
export function shownBox({ rows, columns, wells }: PlateWells): WellBox {
  // Plates up to 96 wells are drawn whole.
  if (rows.length * columns.length <= 96 || wells.length === 0)
    return { fromRow: 0, toRow: rows.length - 1, fromColumn: 0, toColumn: columns.length - 1 };
  const rowsWith = wells.map(({ row }) => row);
  const columnsWith = wells.map(({ column }) => column);
  return {
    fromRow: Math.max(0, Math.min(...rowsWith) - 1),
    toRow: Math.min(rows.length - 1, Math.max(...rowsWith) + 1),
    fromColumn: Math.max(0, Math.min(...columnsWith) - 1),
    toColumn: Math.min(columns.length - 1, Math.max(...columnsWith) + 1),
  };
}
