import type { DataType } from "../../model/dtype.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { createResampler } from "../../pyramid/createResampler.ts";
import type { Resampler } from "../../pyramid/resampler.ts";

/** The resampler from level `index − 1` to level `index`. On the time axis it is the identity over all time points taken. */
export function resamplerTo(index: number, geometries: LevelGeometry[], output: OutputPlan): Resampler {
  const shapeOf = (at: number): number[] =>
    geometries[at]!.dataShape.map((length, axis) => (axis === output.time.axis ? output.time.count : length));
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
