import { nameInJson, shortJson } from "../../model/untrustedJson.ts";
import { SPACE_UNITS, TIME_UNITS } from "../../plan/metadata/units.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { below, type Report } from "./problem.ts";

/** An axis as the metadata of an image name it. */
export type NamedAxis = { name: string; type: unknown; unit?: unknown };

/** Place of an axis in the order that the specification asks for: time, channel or custom, space. */
function rank(type: unknown): number {
  return type === "time" ? 0 : type === "space" ? 2 : 1;
}

/** The `axes` of a multiscale image (NGFF 0.4 and 0.5, "axes metadata"); null where they cannot be used. */
export function validateAxes(value: unknown, report: Report): NamedAxis[] | null {
  if (!Array.isArray(value) || !value.every((axis) => isObject(axis) && typeof axis.name === "string")) {
    report("axes-missing", "", "The axes are no list of objects with a name.");
    return null;
  }
  // Checked in the line above.
  const axes = value as NamedAxis[];
  const count = (type: string): number => axes.filter((axis) => axis.type === type).length;
  const wrong = (message: string): void => report("axes-wrong", "", message);
  if (axes.length < 2 || axes.length > 5) wrong(`There have to be 2 to 5 axes, not ${axes.length}.`);
  if (new Set(axes.map(({ name }) => name)).size !== axes.length) wrong("Two axes have the same name.");
  if (count("space") < 2 || count("space") > 3) {
    wrong(`There have to be 2 or 3 axes of type "space", not ${count("space")}.`);
  }
  if (count("time") > 1) wrong('There can be only one axis of type "time".');
  if (axes.length - count("time") - count("space") > 1) {
    wrong("There can be only one axis that is neither time nor space.");
  }
  if (axes.some((axis, at) => at > 0 && rank(axis.type) < rank(axes[at - 1]!.type))) {
    report("axes-order", "", `The axes have to be in the order time, channel, space; they are ${names(axes)}.`);
  }
  const space = axes.filter((axis) => axis.type === "space");
  if (!"zyx".endsWith(space.map(({ name }) => name).join(""))) {
    report("axes-space-order", "", `The axes of space should be z, y, x, not ${names(space)}.`);
  }
  for (const [at, axis] of axes.entries()) validateUnit(axis, below(report, `[${at}]`));
  const measured = axes.filter(({ type, unit }) => (type === "space" || type === "time") && unit === undefined);
  if (measured.length > 0) report("unit-missing", "", `These axes have no unit: ${names(measured)}.`);
  return axes;
}

function validateUnit({ name, type, unit }: NamedAxis, report: Report): void {
  if (type === undefined) report("axis-type-missing", "type", `Axis ${name} has no type.`);
  const known = type === "space" ? SPACE_UNITS : type === "time" ? TIME_UNITS : null;
  if (known === null || unit === undefined) return;
  if (typeof unit !== "string" || !known.includes(unit)) {
    report("unit-unknown", "unit", `${shortJson(unit)} is not a unit of ${nameInJson(type)} in NGFF.`);
  }
}

function names(axes: readonly NamedAxis[]): string {
  return axes.map(({ name }) => name).join(", ");
}
