import { itemSize } from "../../../model/dtype.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { LevelPlan, OutputPlan } from "../../plan.ts";
import { blockInView } from "../viewOrder.ts";
import { BANDS_PER_WORKER, isLongPlane, WORTHWHILE_BYTES } from "./bandLimits.ts";

/** Smaller units cost more in overhead than they gain in balance. */
const PREFERRED_UNIT_BYTES = 16 * 2 ** 20;
/** Units per worker, so that the last one to finish does not keep the others waiting for long. */
const UNITS_PER_WORKER = 4;

/**
 * The shortest length along an axis at whose multiples the write blocks of all levels and the native blocks end, if that is less than
 * `extent`; a length of at least `extent` means that the axis is not cut.
 */
export function unitLength(levels: readonly LevelPlan[], axis: number, native: number, extent: number): number {
  let length = native;
  for (const level of levels) {
    length = leastCommonMultiple(length, Math.min(outerOf(level)[axis]!, extent));
    if (length >= extent) break;
  }
  return length;
}

/** How many of `units` units of so many bytes are done as one, at most: small ones, while enough are left for the workers. */
export function unitsJoined(unitBytes: number, units: number, workers: number): number {
  return Math.min(Math.floor(PREFERRED_UNIT_BYTES / unitBytes), Math.floor(units / (workers * UNITS_PER_WORKER)));
}

/** Values of level 0 in a unit, about: bands are smaller. */
export function unitValues(scene: SceneDescription, output: OutputPlan, workers: number): number {
  const shape = unitShape(scene, output);
  const values = sizeOfShape(shape);
  const units = unitCount(output, shape);
  return values * Math.max(1, unitsJoined(values * itemSize(output.sourceDtype), units, workers));
}

function unitCount({ levels }: OutputPlan, unit: readonly number[]): number {
  return levels[0]!.shape.reduce((product, length, axis) => product * Math.ceil(length / unit[axis]!), 1);
}

/** The smallest unit that an output is cut into, bands apart: per axis a `unitLength`, or all of an axis that a level resamples. */
function unitShape(scene: SceneDescription, { levels, view }: OutputPlan): number[] {
  const { shape } = levels[0]!;
  const native = blockInView(view, scene, shape);
  return shape.map((extent, axis) => {
    const isResampled = levels.some((level) => level.shape[axis] !== extent);
    return isResampled ? extent : Math.min(extent, unitLength(levels, axis, native[axis]!, extent));
  });
}

/**
 * How many of so many workers can have something to do at once, at most: an output is cut where write blocks of its levels and native
 * blocks end, along the axes that no level resamples, and in bands of rows if that gives too few (`convert/walk/planUnits.ts`, `bands.ts`).
 */
export function unitsAtMost(scene: SceneDescription, output: OutputPlan, workers: number): number {
  const [base] = output.levels;
  const { shape } = base!;
  const units = unitCount(output, unitShape(scene, output));
  if (units >= workers || output.cast !== "none") return units;
  const unitBytes = (sizeOfShape(shape) / units) * itemSize(output.sourceDtype);
  const rowAxis = shape.length - 2;
  if (unitBytes < WORTHWHILE_BYTES || rowAxis < 0) return units;
  const bands = output.levels.map((level) => Math.ceil(level.shape[rowAxis]! / outerOf(level)[rowAxis]!));
  const wanted = Math.ceil((workers * BANDS_PER_WORKER) / units);
  const isEnough = bands[0]! >= wanted || (bands.length === 1 && bands[0]! > 1);
  return isEnough ? units * Math.min(wanted, bands[0]!) : units;
}

/** Whether units of such an output may be bands of rows. */
export function isCutIntoBands(scene: SceneDescription, output: OutputPlan, workers: number): boolean {
  if (output.cast !== "none") return false;
  const isLong = isLongPlane(output.levels[0]!.shape, output.sourceDtype);
  return isLong || unitsAtMost(scene, output, workers) > unitCount(output, unitShape(scene, output));
}

function outerOf(level: LevelPlan): readonly number[] {
  return level.shardShape ?? level.chunkShape;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
