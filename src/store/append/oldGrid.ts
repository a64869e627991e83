import type { OutputPlan } from "../../plan/plan.ts";
import { type ChunkGrid, chunkGrid, gridIndex } from "../../zarr/chunkGrid.ts";
import { chunkFolder, fileGrid, parseFilePath } from "../levelFilePaths.ts";
import type { Sink } from "../sink.ts";

/** Shapes of the levels before an append; none for a new store. */
function shapesBefore({ time }: OutputPlan): readonly number[][] {
  return time.append === false ? [] : time.append.shapes;
}

/** The grid of a level's files as it was before an append. */
function oldFileGrid(output: OutputPlan, level: number): ChunkGrid {
  const { chunkShape, shardShape } = output.levels[level]!;
  return chunkGrid(shapesBefore(output)[level]!, shardShape ?? chunkShape);
}

/** True for a chunk or shard file that an append adds outside of the grid that a level had: the store before has none there. */
export function isOutsideOldGrid(output: OutputPlan, path: string): boolean {
  const found = parseFilePath(output, path);
  if (found === null) return false;
  const { level, file } = found;
  const { counts } = oldFileGrid(output, level);
  return file === null || gridIndex(file, fileGrid(output, level).counts).some((at, axis) => at >= counts[axis]!);
}

/** True when an append makes at least one level larger, so that its metadata tells whether it has ended. */
export function grows(output: OutputPlan): boolean {
  return shapesBefore(output).some((shape, level) => shape.some((size, at) => size < output.levels[level]!.shape[at]!));
}

/** True when an append changes pixels that the store had before: a reader with the old metadata would see some of each. */
export function changesOldPixels(output: OutputPlan): boolean {
  const { destinationStart } = output.time;
  return shapesBefore(output).some((shape, level) => {
    const grown = shape.findIndex((size, axis) => size < output.levels[level]!.shape[axis]!);
    // Only the axis of time grows. Where nothing does, all that is written was there before.
    return grown < 0 || destinationStart < shape[grown]!;
  });
}

/**
 * Removes all chunk and shard files outside of the grids that the levels had.
 * @throws those of the sink
 */
export async function removeOutsideOldGrid(sink: Sink, output: OutputPlan): Promise<void> {
  for (const level of output.levels.keys()) {
    const { counts } = oldFileGrid(output, level);
    const grid = fileGrid(output, level).counts;
    // Deeper than the last axis that has more files there is nothing to look for.
    const depth = counts.findLastIndex((count, axis) => count < grid[axis]!);
    if (depth >= 0) await removeBeyond(sink, chunkFolder(output, level), counts.slice(0, depth + 1));
  }
}

async function removeBeyond(sink: Sink, folder: string, counts: readonly number[], isThere = false): Promise<void> {
  const [count, ...deeper] = counts;
  const names: string[] = [];
  for await (const { name } of sink.entries(folder, isThere)) if (/^\d+$/.test(name)) names.push(name);
  for (const name of names) {
    const path = `${folder}/${name}`;
    if (Number(name) >= count!) await sink.remove(path);
    else if (deeper.length > 0) await removeBeyond(sink, path, deeper, true);
  }
}
