import { itemSize } from "../model/dtype.ts";
import { sizeOfShape } from "../model/region.ts";
import { channelAxis } from "../plan/layout/channelAxis.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid, gridIndex } from "../zarr/chunkGrid.ts";
import type { ChunkCheck, StoreLedger } from "./storeLedger.ts";

/** Decoded bytes of a level that a verification by sample looks at, about. */
const SAMPLED_BYTES = 32 * 2 ** 20;
const SAMPLED_CHUNKS = { least: 2, most: 64 };
/** Left-out chunks of a level that are looked at beside those of the sample. */
const LEFT_OUT_CHUNKS = 16;

/**
 * Which chunks of a level are looked at when a store is verified by sample: a function of their number (C order), fixed by
 * the plan alone, so that writers keep checksums of just these. The first and the last chunk are always among them, and one in
 * the middle of each channel; the rest is spread evenly, from a start that differs by level.
 */
export function sampledChunks(output: OutputPlan, level: number): (chunk: number) => boolean {
  const { shape, chunkShape } = output.levels[level]!;
  const { total, counts } = chunkGrid(shape, chunkShape);
  const chunkBytes = sizeOfShape(chunkShape) * itemSize(output.dtype);
  const wanted = Math.min(
    SAMPLED_CHUNKS.most,
    Math.max(SAMPLED_CHUNKS.least, Math.floor(SAMPLED_BYTES / Math.max(1, chunkBytes))),
  );
  const stride = Math.max(1, Math.floor(total / wanted));
  const phase = (level * 7 + 3) % stride;
  const channels = channelAxis(output);
  const isMiddle = (chunk: number): boolean =>
    gridIndex(chunk, counts).every((at, axis) => axis === channels || at === Math.floor(counts[axis]! / 2));
  return (chunk) =>
    chunk === 0 || chunk === total - 1 || chunk % stride === phase || (channels >= 0 && isMiddle(chunk));
}

/** What is read back for `verify`, of the chunks whose checksums a ledger has; some of what was left out is always among it. */
export function chosenChecks(output: OutputPlan, ledger: StoreLedger, verify: "sample" | "all" | "none"): ChunkCheck[] {
  if (verify === "none") return [];
  const all = [...ledger.chunkChecks()];
  if (verify === "all") return all;
  const isSampled = output.levels.map((_, level) => sampledChunks(output, level));
  const leftOut = output.levels.map(() => 0);
  return all.filter(
    ({ level, chunk, checksum }) => isSampled[level]!(chunk) || (checksum < 0 && leftOut[level]!++ < LEFT_OUT_CHUNKS),
  );
}
