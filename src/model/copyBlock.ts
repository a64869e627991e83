import { copyStrided } from "./copyBox.ts";
import { bytesOfPixels, type PixelArray } from "./dtype.ts";

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
  fillBlock(target, shape, lanes === 1 ? [0] : [0, 0]);
}

/** Sets every value of a box. `fill` has an array element for each of the value's (two for complex numbers). */
export function fillBlock(target: Strided, shape: readonly number[], fill: readonly (number | bigint)[]): void {
  const lanes = fill.length;
  const isEven = fill.every((element) => element === fill[0]);
  const { lengths, to } = joinAxes(target.strides, target.strides, shape, isEven ? lanes : 1);
  const steps = isEven ? to : to.map((step) => step * lanes);
  const { pixels } = target;
  const isBig = pixels instanceof BigInt64Array || pixels instanceof BigUint64Array;
  const set = (axis: number, at: number, element: never): void => {
    const length = lengths[axis] ?? 1;
    const step = steps[axis] ?? 1;
    if (axis >= lengths.length - 1 && (step === 1 || length === 1)) pixels.fill(element, at, at + length);
    else for (let index = 0; index < length; index++) set(axis + 1, at + index * step, element);
  };
  for (let lane = 0; lane < (isEven ? 1 : lanes); lane++) {
    // Of the kind that the array has, which TypeScript cannot express over the union.
    set(0, target.offset * lanes + lane, (isBig ? BigInt(fill[lane]!) : Number(fill[lane])) as never);
  }
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
