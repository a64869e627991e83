import { copyStrided } from "../../model/copyBox.ts";
import { bytesOfPixels, type PixelArray } from "../../model/dtype.ts";

/** A box inside an array: where its first value is and how far the next is along each axis, in values. */
export type Strided = { pixels: PixelArray; offset: number; strides: readonly number[] };

/**
 * Copies a box between two arrays of one type. Neighbouring axes that are contiguous on both sides are copied as one, so that whole
 * rows and whole blocks move in a single step. `lanes` is the number of array elements per value.
 */
export function copyBlock(source: Strided, target: Strided, shape: readonly number[], lanes: number): void {
  const { lengths, from, to } = joinAxes(source.strides, target.strides, shape, lanes);
  copyStrided(source.pixels, source.offset * lanes, from, target.pixels, target.offset * lanes, to, lengths);
}

/** The bytes of a box whose values follow one another in C order without gaps; undefined for other boxes. */
export function denseBytes(
  { pixels, offset, strides }: Strided,
  shape: readonly number[],
  lanes: number,
): Uint8Array<ArrayBuffer> | undefined {
  let values = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    if (strides[axis] !== values) return undefined;
    values *= shape[axis]!;
  }
  const unit = pixels.BYTES_PER_ELEMENT * lanes;
  return bytesOfPixels(pixels).subarray(offset * unit, (offset + values) * unit);
}

/** Sets a box to 0. */
export function clearBlock(target: Strided, shape: readonly number[], lanes: number): void {
  const { lengths, to } = joinAxes(target.strides, target.strides, shape, lanes);
  // `fill` wants a bigint for 64-bit integers; zero bytes are zero in every type.
  const bytes = bytesOfPixels(target.pixels);
  const unit = target.pixels.BYTES_PER_ELEMENT;
  const clear = (axis: number, at: number): void => {
    const length = lengths[axis] ?? 1;
    const step = to[axis] ?? 1;
    if (axis >= lengths.length - 1 && step === 1) bytes.fill(0, at * unit, (at + length) * unit);
    else if (axis >= lengths.length) bytes.fill(0, at * unit, (at + 1) * unit);
    else for (let index = 0; index < length; index++) clear(axis + 1, at + index * step);
  };
  clear(0, target.offset * lanes);
}

/** The axes of a box in array elements, from the slowest to the fastest, neighbours that are contiguous on both sides joined. */
function joinAxes(
  sourceStrides: readonly number[],
  targetStrides: readonly number[],
  shape: readonly number[],
  lanes: number,
): { lengths: number[]; from: number[]; to: number[] } {
  const lengths: number[] = lanes === 1 ? [] : [lanes];
  const from: number[] = lanes === 1 ? [] : [1];
  const to: number[] = lanes === 1 ? [] : [1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const source = sourceStrides[axis]! * lanes;
    const target = targetStrides[axis]! * lanes;
    const inner = lengths[0];
    if (inner !== undefined && source === from[0]! * inner && target === to[0]! * inner) {
      lengths[0] = inner * length;
    } else {
      lengths.unshift(length);
      from.unshift(source);
      to.unshift(target);
    }
  }
  return { lengths, from, to };
}
