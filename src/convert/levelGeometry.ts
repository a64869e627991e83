import type { DataType } from "../model/dtype.ts";
import type { Region } from "../model/region.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import { createResampler } from "../pyramid/createResampler.ts";
import type { Resampler } from "../pyramid/resampler.ts";

/**
 * The engine counts in data coordinates: index 0 is the first element that the conversion writes. Only on the time axis does this
 * differ from the array's own index, by `offset` (`start_T_dest`).
 */
export type LevelGeometry = {
  level: LevelPlan;
  /** Array index of data index 0, per axis. */
  offset: number[];
  /** Extent of the data per axis: the level's shape, and on the time axis the time points that it takes. */
  dataShape: number[];
};

/** The data's box in the level's array: what the conversion writes of it. */
export function writtenBox({ level, offset, dataShape }: LevelGeometry): Region {
  return {
    start: offset.map((from, axis) => Math.min(from, level.shape[axis]!)),
    shape: dataShape,
  };
}

/** Where each level's data lies in its array. A level whose time axis ends before `start_T_dest` has no data at all. */
export function levelGeometries(output: OutputPlan, timeAxis: number | null): LevelGeometry[] {
  return output.levels.map((level) => ({
    level,
    offset: level.shape.map((_, axis) => (axis === timeAxis ? output.time.destinationStart : 0)),
    dataShape: level.shape.map((length, axis) =>
      axis === timeAxis ? Math.max(0, Math.min(output.time.count, length - output.time.destinationStart)) : length,
    ),
  }));
}

/** The resampler from level `index − 1` to level `index`. On the time axis it is the identity over all time points taken. */
export function resamplerTo(
  index: number,
  geometries: LevelGeometry[],
  output: OutputPlan,
  timeAxis: number | null,
): Resampler {
  const shapeOf = (at: number): number[] =>
    geometries[at]!.dataShape.map((length, axis) => (axis === timeAxis ? output.time.count : length));
  return createResampler({
    method: output.resampling.method,
    dtype: output.sourceDtype satisfies DataType,
    inputShape: shapeOf(index - 1),
    outputShape: shapeOf(index),
    // The reference keeps the block sizes of level 0, and once a level was smaller than a block, that smaller size.
    blockShape:
      output.resampling.blockShape?.map((length, axis) =>
        Math.min(length, ...Array.from({ length: index }, (_, level) => shapeOf(level)[axis]!)),
      ) ?? null,
  });
}

/** The smallest box around two boxes. */
export function hullOf(a: Region, b: Region): Region {
  const start = a.start.map((value, axis) => Math.min(value, b.start[axis]!));
  return {
    start,
    shape: start.map((from, axis) => Math.max(a.start[axis]! + a.shape[axis]!, b.start[axis]! + b.shape[axis]!) - from),
  };
}
