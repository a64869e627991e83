import type { Region } from "../../src/model/region.ts";
import { levelGeometries, writtenBox } from "../../src/plan/layout/levelGeometry.ts";
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

/**
 * The box of a level that a conversion writes: all of it, but on the axis of time only the time points that were asked for
 * (R8.3: time is placed, never resampled, and cut where the level ends).
 */
export function writtenRegion(output: OutputPlan, levelIndex: number): Region {
  return writtenBox(levelGeometries(output)[levelIndex]!);
}
