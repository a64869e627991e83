import type { OutputPlan } from "../../plan/plan.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { PlaneRoad } from "../../plan/layout/planes/planeRoad.ts";
import type { LevelWriter } from "../../store/levelWriter.ts";
import type { Sink } from "../../store/sink.ts";
import type { WriteQueue } from "../../store/writeQueue.ts";
import type { PixelCaster } from "../pixels/castPixels.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import type { PlaneSession } from "../planes/planeSession.ts";
import type { ValueHistogram } from "./valueHistogram.ts";

/** Everything that a worker keeps open for one output while it works on its units. */
export type OpenOutput = {
  output: OutputPlan;
  geometries: LevelGeometry[];
  channelAxis: number;
  source: RegionSource;
  sink: Sink;
  /** Of all writers. */
  queue: WriteQueue;
  writers: LevelWriter[];
  caster: PixelCaster | null;
  /** Of the unit that is being done. */
  histograms: ValueHistogram[];
  /** How its planes go through a kernel session; null where they cannot. */
  road: PlaneRoad | null;
  /** Open from the first unit on that needs it. */
  session: PlaneSession | null;
};

/** Whether a channel's display window comes from its values. */
export function wantsStatistics({ output }: OpenOutput): boolean {
  return output.channels.some((channel) => channel.window === null);
}
