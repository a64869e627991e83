import { isObject, nameInJson, shortJson } from "../../model/untrustedJson.ts";
import type { StoredArray } from "../../zarr/storedArray.ts";
import { type NamedAxis, validateAxes } from "./axes.ts";
import { below, type Report } from "./problem.ts";
import { type LevelGeometry, validatePyramid } from "./pyramid.ts";
import { repeated } from "./repeated.ts";
import { validateVersion04 } from "./version.ts";

/** Arrays of an image by the paths that its levels name; null where there is none or none that is understood. */
export type StoredArrays = ReadonlyMap<string, StoredArray | null>;

/** What of a multiscale image could be used. */
export type CheckedMultiscale = {
  axes: NamedAxis[] | null;
  /** Paths of the levels' arrays below the image's group, from large to small; null where none is named. */
  paths: (string | null)[];
};

/**
 * One entry of `multiscales` (NGFF 0.4 and 0.5, "multiscales metadata"). `arrays`: null leaves out what is said about arrays, for metadata
 * that stand alone.
 */
export function validateMultiscale(
  multiscale: unknown,
  zarrFormat: 2 | 3,
  arrays: StoredArrays | null,
  report: Report,
): CheckedMultiscale {
  if (!isObject(multiscale)) {
    report("multiscales-missing", "", "A multiscale image has to be an object.");
    return { axes: null, paths: [] };
  }
  if (zarrFormat === 2) validateVersion04(multiscale, report);
  if (typeof multiscale.name !== "string" || multiscale.name === "") {
    report("name-missing", "name", "The image has no name.");
  }
  const axes = validateAxes(multiscale.axes, below(report, "axes"));
  if (multiscale.coordinateTransformations !== undefined) {
    const place = below(report, "coordinateTransformations");
    validateTransformations(multiscale.coordinateTransformations, axes?.length ?? null, place);
  }
  const { datasets } = multiscale;
  if (!Array.isArray(datasets) || datasets.length === 0) {
    report("levels-missing", "datasets", "There are no levels.");
    return { axes, paths: [] };
  }
  const levels = datasets.map((dataset, at) =>
    validateDataset(dataset, axes, zarrFormat, arrays, below(report, `datasets[${at}]`)),
  );
  const geometries = levels.map(({ geometry }) => geometry);
  validatePyramid(geometries, axes, report);
  const paths = levels.map(({ path }) => path);
  for (const [at, path] of repeated(paths)) {
    if (path !== null) {
      report("level-repeated", `datasets[${at}].path`, `The array ${path} is named as a level twice.`);
    }
  }
  return { axes, paths };
}

function validateDataset(
  dataset: unknown,
  axes: NamedAxis[] | null,
  zarrFormat: 2 | 3,
  arrays: StoredArrays | null,
  report: Report,
): { path: string | null; geometry: LevelGeometry } {
  if (!isObject(dataset) || typeof dataset.path !== "string" || dataset.path === "") {
    report("levels-missing", "path", "The level does not name its array.");
    return { path: null, geometry: { scale: null, array: null } };
  }
  const { path } = dataset;
  const place = below(report, "coordinateTransformations");
  const scale = validateTransformations(dataset.coordinateTransformations, axes?.length ?? null, place);
  const array = arrays?.get(path) ?? null;
  if (array !== null) validateArray(array, path, axes, zarrFormat, below(report, "path"));
  return { path, geometry: { scale, array } };
}

/** What the metadata of an array have to do with those of its image. */
function validateArray(
  array: StoredArray,
  path: string,
  axes: NamedAxis[] | null,
  zarrFormat: 2 | 3,
  report: Report,
): void {
  const names = axes?.map(({ name }) => name) ?? [];
  if (axes !== null && array.shape.length !== axes.length) {
    report("array-axes", "", `The array ${path} has ${array.shape.length} axes, the image has ${axes.length}.`);
  } else if (axes !== null && zarrFormat === 3 && names.some((name, at) => name !== array.dimensionNames?.[at])) {
    const found = array.dimensionNames === null ? "missing" : shortJson(array.dimensionNames);
    report(
      "dimension-names",
      "",
      `The dimension_names of ${path} are ${found}; the axes of the image are ${names.join(", ")}.`,
    );
  }
  if (zarrFormat === 2 && array.separator !== "/") {
    report("dimension-separator", "", `The chunks of ${path} are not in nested folders (dimension_separator "/").`);
  }
}

/** The scale vector if the list is sound: one scale, then at most one translation, as long as the axes. */
function validateTransformations(value: unknown, ndim: number | null, report: Report): number[] | null {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  const list = entries.filter(isObject);
  const types = entries.map((entry) =>
    isObject(entry) && typeof entry.type === "string" ? entry.type : shortJson(entry),
  );
  if (!Array.isArray(value) || (types.join() !== "scale" && types.join() !== "scale,translation")) {
    const found = types.slice(0, 10).join(", ") || "nothing";
    report("transformations-wrong", "", `There has to be one scale, then at most one translation; found: ${found}.`);
    return null;
  }
  let scale: number[] | null = null;
  for (const transformation of list) {
    const type = nameInJson(transformation.type);
    const vector = transformation[type];
    if (!Array.isArray(vector) || !vector.every((entry) => Number.isFinite(entry))) {
      report("transformations-wrong", type, `The ${type} is not a list of numbers.`);
    } else if (ndim !== null && vector.length !== ndim) {
      report("transformations-wrong", type, `The ${type} has ${vector.length} entries for ${ndim} axes.`);
    } else if (type === "scale") {
      if (vector.some((entry) => entry <= 0)) {
        report("scale-not-positive", type, `The scale is ${shortJson(vector)}: each has to be greater than zero.`);
      } else scale = vector;
    }
  }
  return scale;
}
