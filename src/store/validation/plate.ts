import { isObject, shortJson } from "../../model/untrustedJson.ts";
import { below, type Report } from "./problem.ts";
import { repeated } from "./repeated.ts";
import { validateVersion04 } from "./version.ts";

const ALPHANUMERIC = /^[A-Za-z0-9]+$/;

/** What a plate says that its wells are held against. */
export type PlateFacts = {
  /** Paths of the wells below the plate, each once; those that are no path of two names are left out. */
  wells: string[];
  acquisitions: Set<number>;
  /** Most images in a well, by the plate; null where it says nothing. */
  fieldCount: number | null;
};

/** The `plate` metadata of a group (NGFF 0.4 and 0.5, "plate metadata"). */
export function validatePlate(plate: unknown, zarrFormat: 2 | 3, report: Report): PlateFacts {
  const facts: PlateFacts = { wells: [], acquisitions: new Set(), fieldCount: null };
  if (!isObject(plate)) {
    report("plate-damaged", "", "The plate has to be an object.");
    return facts;
  }
  if (zarrFormat === 2) validateVersion04(plate, report);
  if (typeof plate.name !== "string") report("plate-unsaid", "name", "The plate has no name.");
  const { field_count: fieldCount } = plate;
  if (fieldCount === undefined) report("plate-unsaid", "field_count", "The plate does not say how many fields it has.");
  else if (!isCount(fieldCount)) {
    report("plate-fields", "field_count", `The number of fields is ${shortJson(fieldCount)}.`);
  } else facts.fieldCount = fieldCount;
  const rows = validateNames(plate.rows, below(report, "rows"));
  const columns = validateNames(plate.columns, below(report, "columns"));
  if (plate.acquisitions !== undefined) {
    facts.acquisitions = validateAcquisitions(plate.acquisitions, below(report, "acquisitions"));
  }
  facts.wells = validateWells(plate.wells, rows, columns, below(report, "wells"));
  return facts;
}

/** Names of rows or columns; null for one that has none. */
function validateNames(list: unknown, report: Report): (string | null)[] {
  if (!Array.isArray(list) || list.length === 0) {
    report("plate-damaged", "", "There is no list of names.");
    return [];
  }
  const names = list.map((entry, at) => {
    const name: unknown = isObject(entry) ? entry.name : undefined;
    if (typeof name === "string" && ALPHANUMERIC.test(name)) return name;
    report("plate-damaged", `[${at}].name`, `The name ${shortJson(name)} is not of letters and digits.`);
    return null;
  });
  const known = names.filter((name) => name !== null);
  for (const [, name] of repeated(known)) report("plate-damaged", "", `The name ${name} stands twice.`);
  for (const [, name] of repeated([...new Set(known)].map((one) => one.toLowerCase()))) {
    report("plate-case", "", `Two names are ${name}, but for upper and lower case.`);
  }
  return names;
}

function validateAcquisitions(list: unknown, report: Report): Set<number> {
  const ids = new Set<number>();
  if (!Array.isArray(list)) {
    report("plate-acquisition", "", "The acquisitions have to be a list.");
    return ids;
  }
  for (const [at, acquisition] of list.entries()) {
    const place = below(report, `[${at}]`);
    const { id, name, maximumfieldcount, starttime, endtime } = isObject(acquisition) ? acquisition : {};
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0) {
      place("plate-acquisition", "id", `The id ${shortJson(id)} is no whole number from 0 on.`);
    } else {
      if (ids.has(id)) place("plate-acquisition", "id", `Two acquisitions have the id ${id}.`);
      ids.add(id);
    }
    if (typeof name !== "string") place("plate-unsaid", "name", "The acquisition has no name.");
    if (maximumfieldcount === undefined) {
      place("plate-unsaid", "maximumfieldcount", "The acquisition does not say how many fields it has.");
    } else if (!isCount(maximumfieldcount)) {
      place("plate-fields", "maximumfieldcount", `The number of fields is ${shortJson(maximumfieldcount)}.`);
    }
    for (const [key, time] of [
      ["starttime", starttime],
      ["endtime", endtime],
    ] as const) {
      if (time === undefined || (Number.isInteger(time) && Number(time) >= 0)) continue;
      place("plate-acquisition", key, `The time ${shortJson(time)} is no whole number of seconds since 1970.`);
    }
  }
  return ids;
}

function validateWells(
  list: unknown,
  rows: readonly (string | null)[],
  columns: readonly (string | null)[],
  report: Report,
): string[] {
  if (!Array.isArray(list) || list.length === 0) {
    report("plate-damaged", "", "There is no list of wells.");
    return [];
  }
  const paths = new Set<string>();
  for (const [at, well] of list.entries()) {
    const place = below(report, `[${at}]`);
    const { path, rowIndex, columnIndex } = isObject(well) ? well : {};
    const names = typeof path === "string" ? path.split("/") : [];
    const isPath = names.length === 2 && names.every((name) => ALPHANUMERIC.test(name));
    if (!isPath) place("plate-damaged", "path", `The path ${shortJson(path)} is not that of a row and a column.`);
    for (const [key, index, known, name] of [
      ["rowIndex", rowIndex, rows, names[0]],
      ["columnIndex", columnIndex, columns, names[1]],
    ] as const) {
      if (!Number.isInteger(index) || Number(index) < 0) {
        place("plate-damaged", key, `The index ${shortJson(index)} is no whole number from 0 on.`);
      } else if (isPath && known.length > 0 && known[Number(index)] !== name) {
        place(
          "well-place",
          key,
          `Index ${shortJson(index)} is ${shortJson(known[Number(index)])}, the path says ${name}.`,
        );
      }
    }
    if (typeof path !== "string" || !isPath) continue;
    if (paths.has(path)) place("well-place", "path", `Two wells have the path ${shortJson(path)}.`);
    paths.add(path);
  }
  return [...paths];
}

/** The `well` metadata of a group; the paths of its images below it. `plate`: null for a well that stands alone. */
export function validateWell(well: unknown, zarrFormat: 2 | 3, plate: PlateFacts | null, report: Report): string[] {
  if (!isObject(well) || !Array.isArray(well.images) || well.images.length === 0) {
    report("well-damaged", "images", "There is no list of images.");
    return [];
  }
  if (zarrFormat === 2) validateVersion04(well, report);
  const paths = new Set<string>();
  for (const [at, image] of well.images.entries()) {
    const place = below(report, `images[${at}]`);
    const { path, acquisition } = isObject(image) ? image : {};
    if (typeof path !== "string" || !ALPHANUMERIC.test(path)) {
      place("well-damaged", "path", `The path ${shortJson(path)} is not of letters and digits.`);
    } else {
      if (paths.has(path)) place("well-damaged", "path", `Two images have the path ${path}.`);
      paths.add(path);
    }
    validateAcquisition(acquisition, plate, place);
  }
  if (plate?.fieldCount !== null && plate !== null && paths.size > plate.fieldCount) {
    report("well-fields", "images", `The well has ${paths.size} images, the plate says ${plate.fieldCount} at most.`);
  }
  return [...paths];
}

function validateAcquisition(acquisition: unknown, plate: PlateFacts | null, report: Report): void {
  if (acquisition === undefined) {
    if (plate !== null && plate.acquisitions.size > 1) {
      report("well-acquisition", "acquisition", "The image does not say which acquisition it belongs to.");
    }
  } else if (typeof acquisition !== "number" || !Number.isInteger(acquisition)) {
    report("well-acquisition", "acquisition", `The acquisition ${shortJson(acquisition)} is no whole number.`);
  } else if (plate !== null && plate.acquisitions.size > 0 && !plate.acquisitions.has(acquisition)) {
    report("well-acquisition", "acquisition", `The plate has no acquisition ${acquisition}.`);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}
