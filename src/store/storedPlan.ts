import { isDataType } from "../model/dtype.ts";
import { asZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import type { MarkedHierarchy } from "../plan/plannedStore.ts";
import { parseCompressor } from "../plan/settings/parseCompressor.ts";
import { chunkGrid } from "../zarr/chunkGrid.ts";
import { isObject } from "../model/untrustedJson.ts";

/**
 * Whether what stands in a marker can be the plan of an output, as far as anything here works with it: names that are files of the store and
 * of no other folder, shapes that fit each other, grids that can be held. A marker lies in a folder that others may write to.
 */
export function isStoredPlan(value: unknown): value is OutputPlan {
  if (!isObject(value)) return false;
  const { storeName, zarrFormat, dtype, byteOrder, compressor, axes, levels, time, imageName } = value;
  return (
    typeof storeName === "string" &&
    typeof imageName === "string" &&
    (zarrFormat === 2 || zarrFormat === 3) &&
    typeof dtype === "string" &&
    isDataType(dtype) &&
    (byteOrder === undefined || byteOrder === "little" || byteOrder === "big") &&
    isCompressor(compressor, zarrFormat) &&
    Array.isArray(axes) &&
    axes.length <= LIMITS.axes &&
    axes.every((axis) => isObject(axis) && typeof axis.name === "string" && isTextOrNull(axis.type)) &&
    areLevels(levels, axes.length) &&
    isTimeRange(time, levels)
  );
}

/** Whether what stands in a marker can be a hierarchy. */
export function isMarkedHierarchy(value: unknown): value is MarkedHierarchy {
  if (!isObject(value)) return false;
  const { layout, storeName, zarrFormat } = value;
  return (
    (layout === "plate" || layout === "series" || layout === "image") &&
    typeof storeName === "string" &&
    (zarrFormat === 2 || zarrFormat === 3)
  );
}

function isCompressor(value: unknown, zarrFormat: 2 | 3): boolean {
  try {
    return value === null || (isObject(value) && parseCompressor(value, zarrFormat) !== null);
  } catch (thrown) {
    if (asZarrdropError(thrown).kind === "setting") return false;
    throw thrown;
  }
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

/** Levels are called 0, 1 and so on. */
function areLevels(levels: unknown, rank: number): levels is LevelPlan[] {
  return (
    Array.isArray(levels) &&
    levels.length > 0 &&
    levels.length <= LIMITS.levels &&
    levels.every((level, index) => isObject(level) && level.path === String(index) && isGrid(level, rank))
  );
}

function isGrid({ shape, chunkShape, shardShape }: Record<string, unknown>, rank: number): boolean {
  return (
    isShape(shape, rank) &&
    isShape(chunkShape, rank) &&
    (shardShape === null ||
      (isShape(shardShape, rank) && shardShape.every((size, at) => size % (chunkShape[at] ?? 0) === 0))) &&
    chunkGrid(shape, chunkShape).total <= LIMITS.sceneValues
  );
}

function isTimeRange(time: unknown, levels: readonly LevelPlan[]): boolean {
  if (!isObject(time) || !isCount(time.destinationStart) || !isCount(time.sourceStart) || !isCount(time.count))
    return false;
  const rank = levels[0]?.shape.length ?? 0;
  if (time.axis !== null && !(isCount(time.axis) && time.axis < rank)) return false;
  if (time.append === false) return true;
  const shapes = isObject(time.append) ? time.append.shapes : null;
  return (
    Array.isArray(shapes) &&
    shapes.length === levels.length &&
    // What was there before is a part of what there will be.
    shapes.every(
      (shape, level) =>
        isShape(shape, levels[level]!.shape.length) && shape.every((size, at) => size <= levels[level]!.shape[at]!),
    )
  );
}

function isShape(value: unknown, rank: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === rank &&
    value.every((size) => isCount(size) && size > 0 && size <= LIMITS.axisLength)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
