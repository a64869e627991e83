import { intersectRegions, type Region, stridesOfShape } from "../model/region.ts";

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

/** The chunks that a region touches, in C order. `grid` = number of chunks per axis. */
export function* chunksIn(
  region: Region,
  chunkShape: readonly number[],
  grid: readonly number[],
): Generator<GridChunk, void, void> {
  const strides = stridesOfShape(grid);
  const first = region.start.map((start, axis) => Math.floor(start / chunkShape[axis]!));
  const last = region.start.map((start, axis) => Math.floor((start + region.shape[axis]! - 1) / chunkShape[axis]!));
  const indices = [...first];
  for (;;) {
    const box = { start: indices.map((index, axis) => index * chunkShape[axis]!), shape: chunkShape };
    const part = intersectRegions(box, region);
    const position = indices.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
    if (part !== null) yield { indices: [...indices], position, box, part };
    let axis = indices.length - 1;
    while (axis >= 0 && ++indices[axis]! > last[axis]!) {
      indices[axis] = first[axis]!;
      axis--;
    }
    if (axis < 0) return;
  }
}
