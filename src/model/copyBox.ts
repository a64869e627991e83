import type { PixelArray } from "./dtype.ts";
import type { Region } from "./region.ts";

/**
 * Copies the box `box` from one C-order array to another. `source` holds exactly `sourceRegion`, `target` exactly
 * `targetRegion`; all three boxes are in the same coordinates and contain `box`. Both arrays have the same element type;
 * `lanes` is the number of elements per value (`lanes(dtype)`).
 */
export function copyBox(
  source: PixelArray,
  sourceRegion: Region,
  target: PixelArray,
  targetRegion: Region,
  box: Region,
  lanes = 1,
): void {
  const axes = box.shape.length;
  let run = lanes;
  let outer = axes;
  // Trailing axes that are whole in both arrays are contiguous: they go in one copy, with the first axis that is not.
  while (outer > 0) {
    outer--;
    const length = box.shape[outer]!;
    run *= length;
    if (length !== sourceRegion.shape[outer] || length !== targetRegion.shape[outer]) break;
  }
  let sourceOffset = 0;
  let targetOffset = 0;
  let sourceStride = lanes;
  let targetStride = lanes;
  const sourceStrides = new Array<number>(axes);
  const targetStrides = new Array<number>(axes);
  for (let axis = axes - 1; axis >= 0; axis--) {
    sourceStrides[axis] = sourceStride;
    targetStrides[axis] = targetStride;
    sourceOffset += (box.start[axis]! - sourceRegion.start[axis]!) * sourceStride;
    targetOffset += (box.start[axis]! - targetRegion.start[axis]!) * targetStride;
    sourceStride *= sourceRegion.shape[axis]!;
    targetStride *= targetRegion.shape[axis]!;
  }
  const copyAxis = (axis: number, from: number, to: number): void => {
    if (axis === outer) {
      // `set` wants the same element type on both sides, which the caller promises; TypeScript cannot express it over the union.
      (target as Uint8Array).set((source as Uint8Array).subarray(from, from + run), to);
      return;
    }
    const length = box.shape[axis]!;
    for (let index = 0; index < length; index++) {
      copyAxis(axis + 1, from + index * sourceStrides[axis]!, to + index * targetStrides[axis]!);
    }
  };
  copyAxis(0, sourceOffset, targetOffset);
}

/**
 * Gathers a strided n-dimensional box into a C-order array: `target[…index…] = source[sourceOffset + Σ index·sourceStrides]`.
 * Strides and offsets are in elements; `target` is written from `targetOffset` with `targetStrides`.
 */
export function copyStrided(
  source: PixelArray,
  sourceOffset: number,
  sourceStrides: readonly number[],
  target: PixelArray,
  targetOffset: number,
  targetStrides: readonly number[],
  shape: readonly number[],
): void {
  const last = shape.length - 1;
  // The loops below only move elements between arrays of one type, as the caller promises.
  const from = source as Uint8Array;
  const to = target as Uint8Array;
  const copyAxis = (axis: number, sourceAt: number, targetAt: number): void => {
    const length = shape[axis]!;
    const sourceStep = sourceStrides[axis]!;
    const targetStep = targetStrides[axis]!;
    if (axis < last) {
      for (let index = 0; index < length; index++) {
        copyAxis(axis + 1, sourceAt + index * sourceStep, targetAt + index * targetStep);
      }
    } else if (sourceStep === 1 && targetStep === 1) {
      to.set(from.subarray(sourceAt, sourceAt + length), targetAt);
    } else {
      for (let index = 0; index < length; index++) {
        to[targetAt + index * targetStep] = from[sourceAt + index * sourceStep]!;
      }
    }
  };
  if (last < 0) to[targetOffset] = from[sourceOffset]!;
  else copyAxis(0, sourceOffset, targetOffset);
}
