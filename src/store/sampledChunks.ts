import { itemSize } from "../model/dtype.ts";
import { sizeOfShape } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid } from "./chunkGrid.ts";

/** Decoded bytes of a level that a verification by sample looks at, about. */
const SAMPLED_BYTES = 32 * 2 ** 20;
const SAMPLED_CHUNKS = { least: 2, most: 64 };

/**
 * Which chunks of a level are looked at when a store is verified by sample: a function of their number (C order), fixed by
 * the plan alone, so that writers keep checksums of just these. The first and the last chunk are always among them; the rest
 * is spread evenly, from a start that differs by level.
 */
export function sampledChunks(output: OutputPlan, level: number): (chunk: number) => boolean {
  const { shape, chunkShape } = output.levels[level]!;
  const { total } = chunkGrid(shape, chunkShape);
  const chunkBytes = sizeOfShape(chunkShape) * itemSize(output.dtype);
  const wanted = Math.min(
    SAMPLED_CHUNKS.most,
    Math.max(SAMPLED_CHUNKS.least, Math.floor(SAMPLED_BYTES / Math.max(1, chunkBytes))),
  );
  const stride = Math.max(1, Math.floor(total / wanted));
  const phase = (level * 7 + 3) % stride;
  return (chunk) => chunk === 0 || chunk === total - 1 || chunk % stride === phase;
}
