import type { Region } from "../../model/region.ts";
import type { LevelPlan, OutputPlan } from "../plan.ts";

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
export function levelGeometries({ levels, time }: OutputPlan): LevelGeometry[] {
  return levels.map((level) => ({
    level,
    offset: level.shape.map((_, axis) => (axis === time.axis ? time.destinationStart : 0)),
    dataShape: level.shape.map((length, axis) =>
      axis === time.axis ? Math.max(0, Math.min(time.count, length - time.destinationStart)) : length,
    ),
  }));
}
