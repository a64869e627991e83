import type { Region } from "../../src/model/region.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import { type LevelWriter, type LevelWriterOptions, openLevelWriter } from "../../src/store/levelWriter.ts";
import type { Sink } from "../../src/store/sink.ts";

/** `openLevelWriter` for the box that the plan's time range says. */
export function openLevel(
  sink: Sink,
  output: OutputPlan,
  levelIndex: number,
  signal: AbortSignal,
  options: Omit<LevelWriterOptions, "region"> = {},
): Promise<LevelWriter> {
  return openLevelWriter(sink, output, levelIndex, signal, { ...options, region: writtenRegion(output, levelIndex) });
}

/** Index of the axis of time in an output, or −1. Compatibility mode may give axes any type, so the name counts first. */
function timeAxisOf(output: OutputPlan): number {
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
