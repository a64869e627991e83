import { isObject } from "../../../model/untrustedJson.ts";
import type { AxisStep } from "../../shared/arrays/arrayReader.ts";
import { firstText, type Hdf5Values, numbersOf } from "../../shared/hdf5/values.ts";
import { axisLetters } from "./axisLetters.ts";

/** What the axes of an array are, and whether that is a guess by their number. */
export type ArrayAxes = { axes: string[]; steps: Record<string, AxisStep>; isGuessed: boolean };

/** Axes by what a dataset's attributes say: `axistags` of vigra and ilastik, `DIMENSION_LABELS` of HDF5, MATLAB's order; sizes by `element_size_um`. */
export function axesOf(attributes: ReadonlyMap<string, Hdf5Values>, shape: readonly number[]): ArrayAxes {
  const names = taggedAxes(firstText(attributes.get("axistags"))) ?? labelledAxes(attributes.get("DIMENSION_LABELS"));
  const { letters, isGuessed } = axisLetters(
    shape.map((_, axis) => ({ name: names?.[axis] ?? null })),
    shape,
  );
  // MATLAB counts rows fastest: its last axis is y.
  const isTurned = isGuessed && attributes.has("MATLAB_class");
  if (isTurned) swapPlane(letters);
  return {
    axes: letters,
    steps: stepsOf(numbersOf(attributes.get("element_size_um")), letters),
    isGuessed: isGuessed && !isTurned,
  };
}

/** The keys of axis tags: `{"axes": [{"key": "t"}, …]}`. */
function taggedAxes(text: string | null): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    return null;
  }
  const axes = isObject(value) ? value["axes"] : null;
  if (!Array.isArray(axes)) return null;
  return axes.map((axis) => (isObject(axis) && typeof axis["key"] === "string" ? axis["key"] : ""));
}

function labelledAxes(labels: Hdf5Values | undefined): string[] | null {
  const names = (labels?.values ?? []).map((value) => (typeof value === "string" ? value : ""));
  return names.some((name) => name !== "") ? names : null;
}

function swapPlane(axes: string[]): void {
  const [y, x] = [axes.indexOf("y"), axes.indexOf("x")];
  axes[y] = "x";
  axes[x] = "y";
}

/** Micrometres along z, y and x (as ilastik, PlantSeg and Fiji's plugin for HDF5 write them). */
function stepsOf(sizes: readonly number[], axes: readonly string[]): Record<string, AxisStep> {
  const spatial = ["z", "y", "x"];
  if (sizes.length !== 3 || !sizes.every((size) => size > 0)) return {};
  const steps: Record<string, AxisStep> = {};
  for (const [at, axis] of spatial.entries())
    if (axes.includes(axis)) steps[axis] = { size: sizes[at]!, unit: "micrometer" };
  return steps;
}
