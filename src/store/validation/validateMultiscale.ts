import { SPACE_UNITS, TIME_UNITS } from "../../plan/units.ts";
import { isObject } from "../jsonFile.ts";
import type { StoredArray } from "../parseArrayMetadata.ts";
import { below, type Report, type StoredArrays } from "./problem.ts";

type Axis = { name: string; type: unknown };

/** One entry of `multiscales` (NGFF 0.4 and 0.5, "multiscales metadata"). */
export function validateMultiscale(multiscale: unknown, zarrFormat: 2 | 3, arrays: StoredArrays, report: Report): void {
  if (!isObject(multiscale)) {
    report("error", "", "A multiscale image has to be an object.");
    return;
  }
  if (zarrFormat === 2 && multiscale.version !== "0.4") {
    report("warning", "version", 'The version should be "0.4".');
  }
  if (typeof multiscale.name !== "string" || multiscale.name === "")
    report("warning", "name", "The image has no name.");
  const axes = validateAxes(multiscale.axes, below(report, "axes"));
  const { datasets } = multiscale;
  if (!Array.isArray(datasets) || datasets.length === 0) {
    report("error", "datasets", "There are no levels.");
    return;
  }
  const levels = datasets.map((dataset, at) =>
    validateDataset(dataset, axes, zarrFormat, arrays, below(report, `datasets[${at}]`)),
  );
  validatePyramid(levels, axes, report);
  if (multiscale.coordinateTransformations !== undefined) {
    validateTransformations(
      multiscale.coordinateTransformations,
      axes?.length ?? null,
      below(report, "coordinateTransformations"),
    );
  }
}

/** Place of an axis in the order that the specification asks for: time, channel or custom, space. */
function rank(type: unknown): number {
  return type === "time" ? 0 : type === "space" ? 2 : 1;
}

function validateAxes(value: unknown, report: Report): Axis[] | null {
  if (!Array.isArray(value) || !value.every((axis) => isObject(axis) && typeof axis.name === "string")) {
    report("error", "", "The axes have to be a list of objects with a name.");
    return null;
  }
  // Checked in the line above.
  const axes = value as (Axis & { unit?: unknown })[];
  const count = (type: string): number => axes.filter((axis) => axis.type === type).length;
  if (axes.length < 2 || axes.length > 5) report("error", "", `There have to be 2 to 5 axes, not ${axes.length}.`);
  if (new Set(axes.map(({ name }) => name)).size !== axes.length) report("error", "", "Two axes have the same name.");
  if (count("space") < 2 || count("space") > 3) {
    report("error", "", `There have to be 2 or 3 axes of type "space", not ${count("space")}.`);
  }
  if (count("time") > 1) report("error", "", 'There can be only one axis of type "time".');
  if (axes.length - count("time") - count("space") > 1) {
    report("error", "", "There can be only one axis that is neither time nor space.");
  }
  if (axes.some((axis, at) => at > 0 && rank(axis.type) < rank(axes[at - 1]!.type))) {
    report("error", "", "The axes have to be in the order time, channel, space.");
  }
  const space = axes.filter((axis) => axis.type === "space").map(({ name }) => name);
  if (!"zyx".endsWith(space.join(""))) report("warning", "", `The axes of space should be z, y, x, not ${space}.`);
  for (const [at, axis] of axes.entries()) validateUnit(axis, below(report, `[${at}]`));
  return axes;
}

function validateUnit({ name, type, unit }: Axis & { unit?: unknown }, report: Report): void {
  if (type === undefined) report("warning", "type", `Axis ${name} has no type.`);
  const known = type === "space" ? SPACE_UNITS : type === "time" ? TIME_UNITS : null;
  if (known === null) return;
  if (unit === undefined) report("warning", "unit", `Axis ${name} has no unit.`);
  else if (typeof unit !== "string" || !known.includes(unit)) {
    report("warning", "unit", `${JSON.stringify(unit)} is not a unit of ${String(type)} in NGFF.`);
  }
}

type Level = { array: StoredArray; scale: number[] | null };

function validateDataset(
  dataset: unknown,
  axes: Axis[] | null,
  zarrFormat: 2 | 3,
  arrays: StoredArrays,
  report: Report,
): Level | null {
  if (!isObject(dataset) || typeof dataset.path !== "string") {
    report("error", "path", "The level does not name its array.");
    return null;
  }
  const scale = validateTransformations(
    dataset.coordinateTransformations,
    axes?.length ?? null,
    below(report, "coordinateTransformations"),
  );
  const array = arrays.get(dataset.path) ?? null;
  if (array === null) {
    report("error", "path", `There is no array at ${dataset.path}.`);
    return null;
  }
  const names = axes?.map(({ name }) => name) ?? [];
  if (axes !== null && array.shape.length !== axes.length) {
    report("error", "path", `The array ${dataset.path} has ${array.shape.length} axes, the image has ${axes.length}.`);
  } else if (axes !== null && zarrFormat === 3 && names.some((name, at) => name !== array.dimensionNames?.[at])) {
    report(
      "error",
      "path",
      `The dimension_names of ${dataset.path} are not the names of the axes (${names.join(", ")}).`,
    );
  }
  if (zarrFormat === 2 && array.separator !== "/") {
    report("error", "path", `The chunks of ${dataset.path} are not in nested folders (dimension_separator "/").`);
  }
  return { array, scale };
}

/** The scale vector if the list is sound: one scale, then at most one translation, as long as the axes. */
function validateTransformations(value: unknown, ndim: number | null, report: Report): number[] | null {
  const list = Array.isArray(value) ? value.filter(isObject) : [];
  const types = list.map((transformation) => String(transformation.type));
  if (!Array.isArray(value) || (types.join() !== "scale" && types.join() !== "scale,translation")) {
    report(
      "error",
      "",
      `There has to be one scale, then at most one translation; found: ${types.join(", ") || "nothing"}.`,
    );
    return null;
  }
  let scale: number[] | null = null;
  for (const transformation of list) {
    const type = String(transformation.type);
    const vector = transformation[type];
    if (!Array.isArray(vector) || !vector.every((entry) => Number.isFinite(entry))) {
      report("error", type, `The ${type} is not a list of numbers.`);
    } else if (ndim !== null && vector.length !== ndim) {
      report("error", type, `The ${type} has ${vector.length} entries for ${ndim} axes.`);
    } else if (type === "scale") {
      if (vector.some((entry) => entry <= 0)) report("error", type, "A scale has to be greater than zero.");
      else scale = vector;
    }
  }
  return scale;
}

/** Levels from large to small, of one data type, with scales that fit their shapes. */
function validatePyramid(levels: (Level | null)[], axes: Axis[] | null, report: Report): void {
  const first = levels[0] ?? null;
  if (first === null) return;
  for (let at = 1; at < levels.length; at++) {
    const level = levels[at] ?? null;
    const before = levels[at - 1] ?? null;
    if (level === null || before === null) continue;
    const where = `datasets[${at}]`;
    const { shape } = level.array;
    if (shape.length !== first.array.shape.length) {
      report("error", where, "All levels need the same number of axes.");
      continue;
    }
    if (shape.some((length, axis) => length > before.array.shape[axis]!)) {
      report("error", where, "The levels have to be ordered from the largest to the smallest.");
    }
    if (level.array.dtypeName !== first.array.dtypeName) {
      report(
        "warning",
        where,
        `The data type is ${level.array.dtypeName}, that of the first level ${first.array.dtypeName}.`,
      );
    }
    if (level.scale === null || first.scale === null) continue;
    for (const [axis, length] of shape.entries()) {
      // A level may hold fewer time points without being resampled along time.
      if (axes?.[axis]?.type === "time") continue;
      const factor = level.scale[axis]! / first.scale[axis]!;
      const whole = first.array.shape[axis]!;
      // Sizes are rounded: any factor by which the first level shrinks to less than a pixel more or less is right.
      if (factor * (length + 1) <= whole || factor * (length - 1) >= whole) {
        report(
          "warning",
          where,
          `The scale of axis ${axis} (${factor} times the first level's) does not fit its size.`,
        );
      }
    }
  }
}
