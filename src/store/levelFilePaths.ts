import type { OutputPlan } from "../plan/plan.ts";
import { type ChunkGrid, chunkGrid, gridIndex, linearIndex } from "../zarr/chunkGrid.ts";
import { chunkKey, parseChunkKey, writtenKeys } from "../zarr/chunkKeys.ts";

/** The grid of a level's files: its shards, or its chunks where there are no shards. */
export function fileGrid(output: OutputPlan, levelIndex: number): ChunkGrid {
  const level = output.levels[levelIndex]!;
  return chunkGrid(level.shape, level.shardShape ?? level.chunkShape);
}

/** The folder in which the files of a level lie, as a path in the store. */
export function chunkFolder(output: OutputPlan, levelIndex: number): string {
  const { path } = output.levels[levelIndex]!;
  const { prefix } = writtenKeys(output.zarrFormat);
  return prefix === "" ? path : `${path}/${prefix}`;
}

/** Path in the store of a file of a level by its number in C order, as in `LevelRecord.files`. */
export function filePath(output: OutputPlan, levelIndex: number, number: number): string {
  return chunkFilePath(output, levelIndex, gridIndex(number, fileGrid(output, levelIndex).counts));
}

/** The same by its place in the grid of files. */
export function chunkFilePath(output: OutputPlan, levelIndex: number, index: readonly number[]): string {
  return `${output.levels[levelIndex]!.path}/${chunkKey(writtenKeys(output.zarrFormat), index)}`;
}

/**
 * The level and the number of the file that a path in the store names: the inverse of `filePath`. `file` is null for a chunk key
 * outside of the level's grid; the result is null for all that is no chunk key of a level.
 */
export function parseFilePath(output: OutputPlan, path: string): { level: number; file: number | null } | null {
  for (const [level, { path: folder }] of output.levels.entries()) {
    if (!path.startsWith(`${folder}/`)) continue;
    const numbers = parseChunkKey(writtenKeys(output.zarrFormat), path.slice(folder.length + 1));
    if (numbers === null) continue;
    const { counts } = fileGrid(output, level);
    const isInside = numbers.length === counts.length && numbers.every((at, axis) => at < counts[axis]!);
    return { level, file: isInside ? linearIndex(numbers, counts) : null };
  }
  return null;
}

/** Number of the file that holds a chunk: that of its shard, or its own. */
export function fileOfChunk(output: OutputPlan, levelIndex: number, chunkIndex: readonly number[]): number {
  const { chunkShape, shardShape } = output.levels[levelIndex]!;
  const { counts } = fileGrid(output, levelIndex);
  if (shardShape === null) return linearIndex(chunkIndex, counts);
  return linearIndex(
    chunkIndex.map((at, axis) => Math.floor((at * chunkShape[axis]!) / shardShape[axis]!)),
    counts,
  );
}
