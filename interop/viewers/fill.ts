import type { Values } from "./viewedImage.ts";

/** A block of an array, in C order; what reaches beyond the array is padding. */
export type Block = { values: Values; shape: number[]; offset: number[] };

/**
 * An array put together of blocks. Fails if there is none, if a block has another number of values than its shape says, or if a
 * value of the array is in no block or in several.
 */
export function fill(shape: number[], blocks: Block[]): Values {
  const [first] = blocks;
  if (first === undefined) throw new Error("no blocks");
  const size = product(shape);
  // A typed array's constructor makes arrays of its own kind.
  const result = new (first.values.constructor as new (length: number) => Values)(size);
  let filled = 0;
  for (const block of blocks) {
    if (block.values.length !== product(block.shape)) {
      throw new Error(`${block.values.length} values in a block of ${block.shape.join(" × ")}`);
    }
    const width = block.shape.at(-1) ?? 1;
    const taken = Math.min(width, (shape.at(-1) ?? 1) - (block.offset.at(-1) ?? 0));
    for (let row = 0; row < block.values.length / width; row++) {
      const start = startOf(shape, block, row);
      if (start === null) continue;
      result.set(block.values.subarray(row * width, row * width + taken), start);
      filled += taken;
    }
  }
  if (filled !== size) throw new Error(`${filled} values for an array of ${shape.join(" × ")}`);
  return result;
}

/** Where a block's row of values along the last axis begins in the array; null if it lies beyond. */
function startOf(shape: number[], block: Block, row: number): number | null {
  let rest = row;
  let stride = shape.at(-1) ?? 1;
  let start = block.offset.at(-1) ?? 0;
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    const size = block.shape[axis] ?? 1;
    const position = (block.offset[axis] ?? 0) + (rest % size);
    if (position >= (shape[axis] ?? 1)) return null;
    start += position * stride;
    stride *= shape[axis] ?? 1;
    rest = Math.floor(rest / size);
  }
  return start;
}

/** The number of values of a shape. */
export function product(shape: number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
