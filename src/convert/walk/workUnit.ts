import type { Region } from "../../model/region.ts";

/**
 * A part of an output that one worker does on its own: it writes whole chunks and whole shards only, so that no two units ever
 * touch one file. Plain JSON.
 */
export type WorkUnit = {
  /** Position in the job's order of units; finished units are recorded by it. */
  id: number;
  /** Index in the plan's outputs. */
  output: number;
  /** Level that is read: 0 from the source; a later one from the store (a further stage of a huge plane). */
  firstLevel: number;
  /**
   * Per level from `firstLevel` on: the box that this unit writes, in data coordinates (`plan/layout/levelGeometry.ts`). Null: nothing (the
   * level that a further stage reads).
   */
  owned: (Region | null)[];
};
