import { copyStrided } from "../../model/copyBox.ts";
import type { PixelArray } from "../../model/dtype.ts";

/** A box inside an array: where its first value is and how far the next is along each axis, in values. */
export type Strided = { pixels: PixelArray; offset: number; strides: readonly number[] };

/**
 * Copies a box between two arrays of one type. Neighbouring axes that are contiguous on both sides are copied as one, so that whole
 * rows and whole blocks move in a single step. `lanes` is the number of array elements per value.
 */
export function copyBlock(source: Strided, target: Strided, shape: readonly number[], lanes: number): void {
  const lengths: number[] = lanes === 1 ? [] : [lanes];
  const from: number[] = lanes === 1 ? [] : [1];
  const to: number[] = lanes === 1 ? [] : [1];
  // From the last axis to the first; index 0 of the lists is the slowest axis so far.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const sourceStride = source.strides[axis]! * lanes;
    const targetStride = target.strides[axis]! * lanes;
    const mergeable =
      lengths.length > 0 && sourceStride === from[0]! * lengths[0]! && targetStride === to[0]! * lengths[0]!;
    if (mergeable) {
      lengths[0] = lengths[0]! * length;
    } else {
      lengths.unshift(length);
      from.unshift(sourceStride);
      to.unshift(targetStride);
    }
  }
  copyStrided(source.pixels, source.offset * lanes, from, target.pixels, target.offset * lanes, to, lengths);
}
