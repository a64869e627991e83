import { indicesBetween, intersectRegions, type Region, sizeOfShape } from "../model/region.ts";

/** A regular grid of boxes over an array; the last box of an axis may reach beyond the array. */
export type ChunkGrid = {
  /** Shape of the array. */
  shape: readonly number[];
  /** Shape of one box. */
  boxShape: readonly number[];
  /** Boxes per axis. */
  counts: readonly number[];
  /** Boxes altogether. */
  total: number;
};

/** The grid of boxes of one shape over an array of another; both in elements, of the same length. */
export function chunkGrid(shape: readonly number[], boxShape: readonly number[]): ChunkGrid {
  const counts = shape.map((length, axis) => Math.ceil(length / boxShape[axis]!));
  return { shape, boxShape, counts, total: sizeOfShape(counts) };
}

/** Number of a box in C order. */
export function linearIndex(index: readonly number[], counts: readonly number[]): number {
  let linear = 0;
  for (let axis = 0; axis < counts.length; axis++) linear = linear * counts[axis]! + index[axis]!;
  return linear;
}

/** The box of a number in C order: the inverse of `linearIndex`. */
export function gridIndex(linear: number, counts: readonly number[]): number[] {
  const index = new Array<number>(counts.length);
  let rest = linear;
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    index[axis] = rest % counts[axis]!;
    rest = Math.floor(rest / counts[axis]!);
  }
  return index;
}

/** The whole box, which may reach beyond the array. */
export function boxRegion(grid: ChunkGrid, index: readonly number[]): Region {
  return { start: index.map((at, axis) => at * grid.boxShape[axis]!), shape: grid.boxShape };
}

/** All boxes that touch a region, in C order. */
export function* boxesTouching(grid: ChunkGrid, region: Region): Generator<number[]> {
  if (region.shape.some((length) => length === 0)) return;
  const { boxShape } = grid;
  const first = region.start.map((start, axis) => Math.floor(start / boxShape[axis]!));
  const last = region.start.map((start, axis) => Math.floor((start + region.shape[axis]! - 1) / boxShape[axis]!));
  yield* indicesBetween(first, last);
}

/** A chunk that a region touches. */
export type GridChunk = {
  /** Place in the grid, per axis. */
  indices: number[];
  /** C-order number in the grid. */
  position: number;
  /** The whole chunk, also where it hangs over the array's end. */
  box: Region;
  /** The part of it inside the region. */
  part: Region;
};

/** The chunks that a region touches, in C order. */
export function* chunksIn(grid: ChunkGrid, region: Region): Generator<GridChunk, void, void> {
  for (const indices of boxesTouching(grid, region)) {
    const box = boxRegion(grid, indices);
    const part = intersectRegions(box, region);
    if (part !== null) yield { indices, position: linearIndex(indices, grid.counts), box, part };
  }
}
