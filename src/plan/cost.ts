import { itemSize } from "../model/dtype.ts";
import { sizeOfShape } from "../model/region.ts";
import type { ImageDescription } from "../model/image.ts";
import type { OutputPlan, PlanCost } from "./plan.ts";

/** Bytes for all workers together when nothing is said: R12.2. */
export const DEFAULT_MEMORY_BUDGET = 256 * 2 ** 20;

/** What a plan costs: bytes and files at most, and what one worker holds at the peak. */
export function planCost(description: ImageDescription, outputs: readonly OutputPlan[]): PlanCost {
  let pixelBytes = 0;
  let files = 0;
  let workerBytes = 0;
  for (const output of outputs) {
    pixelBytes += outputBytes(output);
    files += outputFiles(output);
    workerBytes = Math.max(workerBytes, outputWorkerBytes(description, output));
  }
  return { pixelBytes, files, workerBytes };
}

/** Decoded bytes of all levels in the output type. */
export function outputBytes(output: OutputPlan): number {
  return output.levels.reduce((sum, level) => sum + sizeOfShape(level.shape) * itemSize(output.dtype), 0);
}

/** Files of a store at most: chunks or shards, and metadata. */
export function outputFiles(output: OutputPlan): number {
  const perNode = output.zarrFormat === 2 ? 2 : 1;
  const ome = output.metadata.omeXml === null ? 0 : 2;
  return output.levels.reduce((sum, level) => sum + levelFiles(level) + perNode, perNode + ome);
}

/** Chunks, or shards where there are any, that cover a level. */
export function levelFiles(level: {
  shape: readonly number[];
  chunkShape: readonly number[];
  shardShape: readonly number[] | null;
}): number {
  const outer = level.shardShape ?? level.chunkShape;
  return level.shape.reduce((product, size, axis) => product * Math.ceil(size / outer[axis]!), 1);
}

/**
 * What one worker holds at the peak: a native block as decoded and as placed, one outer chunk of every level (the walk is depth
 * first), the largest outer chunk once more, encoded, and the largest chunk decoded again.
 */
export function outputWorkerBytes(description: ImageDescription, output: OutputPlan): number {
  const scene = description.scenes[output.scene]!;
  const sourceItem = itemSize(output.sourceDtype);
  const item = Math.max(sourceItem, itemSize(output.dtype));
  const block = sizeOfShape(scene.blockShape) * sourceItem;
  const outer = output.levels.map((level) => sizeOfShape(level.shardShape ?? level.chunkShape) * item);
  const decoded = output.levels.map((level) => sizeOfShape(level.chunkShape) * item);
  return 2 * block + outer.reduce((sum, bytes) => sum + bytes, 0) + Math.max(...outer) + Math.max(...decoded);
}
