import { isPlain, layoutOf } from "./layout.ts";
import type { LevelStorage } from "./storage.ts";

/** The block in which a level is stored, per axis. Untiled plain pixels can be read row by row. */
export async function storedBlockShape(level: LevelStorage): Promise<number[]> {
  const { grid } = await layoutOf(level.keyFile, level.keyPage);
  const block = level.shape.map(() => 1);
  const set = (axis: number, length: number): void => {
    if (axis >= 0) block[axis] = Math.min(length, level.shape[axis]!);
  };
  const rows = isPlain(level.keyPage) && !grid.tiled;
  set(level.pageAxes.sample, grid.block.samples);
  set(level.pageAxes.z, rows ? 1 : grid.block.depth);
  set(level.pageAxes.y, rows ? 1 : grid.block.height);
  set(level.pageAxes.x, grid.block.width);
  return block;
}
