import type { OutputPlan } from "../plan/plan.ts";
import { type ChunkGrid, chunkGrid, gridIndex } from "./chunkGrid.ts";
import { chunkKey } from "./chunkKeys.ts";

/** The grid of a level's files: its shards, or its chunks where there are no shards. */
export function fileGrid(output: OutputPlan, levelIndex: number): ChunkGrid {
  const level = output.levels[levelIndex]!;
  return chunkGrid(level.shape, level.shardShape ?? level.chunkShape);
}

/** Path in the store of a file of a level by its number in C order, as in `LevelRecord.files`. */
export function filePath(output: OutputPlan, levelIndex: number, number: number): string {
  const index = gridIndex(number, fileGrid(output, levelIndex).counts);
  return `${output.levels[levelIndex]!.path}/${chunkKey(output.zarrFormat, index)}`;
}
