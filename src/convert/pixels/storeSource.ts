import type { OutputPlan } from "../../plan/plan.ts";
import { storedLevel } from "../../store/levelArray.ts";
import type { Sink } from "../../store/sink.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { RegionSource } from "./regionSource.ts";

/** A level that this job has written, read back from the store: what the second stage of a huge plane starts from. */
export function createStoreSource(
  sink: Sink,
  output: OutputPlan,
  level: number,
  geometry: LevelGeometry,
): RegionSource {
  const array = storedLevel(sink, output, output.levels[level]!);
  return {
    dtype: output.dtype,
    shape: geometry.dataShape,
    blockShape: geometry.level.chunkShape.map((length, axis) => Math.min(length, geometry.dataShape[axis]!)),
    async read(region, target, signal) {
      const start = region.start.map((from, axis) => from + geometry.offset[axis]!);
      await array.readRegion({ start, shape: region.shape }, target, signal);
    },
  };
}
