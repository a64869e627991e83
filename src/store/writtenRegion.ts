import type { Region } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";

/** Index of the axis of time in an output, or −1. Compatibility mode may give axes any type, so the name counts first. */
export function timeAxisOf(output: OutputPlan): number {
  const byName = output.axes.findIndex((axis) => axis.name.toLowerCase() === "t");
  return byName >= 0 ? byName : output.axes.findIndex((axis) => axis.type === "time");
}

/**
 * The box of a level that a conversion writes: all of it, but on the axis of time only the time points that were asked for
 * (R8.3: time is placed, never resampled, and cut where the level ends).
 */
export function writtenRegion(output: OutputPlan, levelIndex: number): Region {
  const { shape } = output.levels[levelIndex]!;
  const timeAxis = timeAxisOf(output);
  const { destinationStart, count } = output.time;
  return {
    start: shape.map((length, axis) => (axis === timeAxis ? Math.min(destinationStart, length) : 0)),
    shape: shape.map((length, axis) =>
      axis === timeAxis ? Math.max(0, Math.min(count, length - destinationStart)) : length,
    ),
  };
}
