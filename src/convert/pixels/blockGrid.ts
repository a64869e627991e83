import type { Region } from "../../model/region.ts";

/**
 * A box cut into blocks along multiples of `blockShape`, counted from `origin` (which may lie before the box); the blocks at
 * the rim are clipped to the box. Block indices are absolute: block `i` of an axis starts at `origin + i · blockShape`.
 */
export type BlockGrid = {
  readonly box: Region;
  readonly blockShape: readonly number[];
  readonly origin: readonly number[];
};

/** First and last block index per axis that a box touches. */
export function blocksTouching(grid: BlockGrid, box: Region): { first: number[]; last: number[] } {
  const first: number[] = [];
  const last: number[] = [];
  for (let axis = 0; axis < box.start.length; axis++) {
    const length = grid.blockShape[axis]!;
    const from = box.start[axis]! - grid.origin[axis]!;
    first.push(Math.floor(from / length));
    last.push(Math.floor((from + box.shape[axis]! - 1) / length));
  }
  return { first, last };
}

/** The block's box, clipped to the grid's box. The block must touch it. */
export function blockRegion(grid: BlockGrid, index: readonly number[]): Region {
  const start: number[] = [];
  const shape: number[] = [];
  for (let axis = 0; axis < index.length; axis++) {
    const length = grid.blockShape[axis]!;
    const boxStart = grid.box.start[axis]!;
    const from = Math.max(boxStart, grid.origin[axis]! + index[axis]! * length);
    const to = Math.min(boxStart + grid.box.shape[axis]!, grid.origin[axis]! + (index[axis]! + 1) * length);
    start.push(from);
    shape.push(to - from);
  }
  return { start, shape };
}

/** Number of index vectors between `first` and `last`. */
export function countBetween(first: readonly number[], last: readonly number[]): number {
  return first.reduce((product, from, axis) => product * Math.max(0, last[axis]! - from + 1), 1);
}
