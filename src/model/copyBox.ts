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
  const axes = walkingOrder(sourceStrides, targetStrides, shape);
  const last = axes.length - 1;
  const words = source.BYTES_PER_ELEMENT === 8 ? 2 : 1;
  const [from, to] = [wordsOf(source), wordsOf(target)];
  const move = moverOf(from);
  const copyAxis = (depth: number, sourceAt: number, targetAt: number): void => {
    const { length, sourceStep, targetStep } = axes[depth] ?? ONE;
    if (depth < last) {
      for (let index = 0; index < length; index++) {
        copyAxis(depth + 1, sourceAt + index * sourceStep, targetAt + index * targetStep);
      }
    } else if (sourceStep === 1 && targetStep === 1) {
      to.set(from.subarray(sourceAt * words, (sourceAt + length) * words), targetAt * words);
    } else {
      for (let word = 0; word < words; word++) {
        move(
          { words: from, at: sourceAt * words + word, step: sourceStep * words },
          { words: to, at: targetAt * words + word, step: targetStep * words },
          length,
        );
      }
    }
  };
  copyAxis(0, sourceOffset, targetOffset);
}

type Axis = { length: number; sourceStep: number; targetStep: number };

const ONE: Axis = { length: 1, sourceStep: 1, targetStep: 1 };

/**
 * From the outermost axis to the innermost: along the one whose elements are nearest in the target memory is written without gaps, and
 * what is near in the source is read soon after, while caches still have it.
 */
function walkingOrder(from: readonly number[], to: readonly number[], shape: readonly number[]): Axis[] {
  const axes = shape.map((length, axis) => ({ length, sourceStep: from[axis]!, targetStep: to[axis]! }));
  const inner = axes
    .filter(({ length }) => length !== 1)
    .reduce<Axis | null>((best, axis) => (best !== null && spread(best) < spread(axis) ? best : axis), null);
  if (inner === null) return [];
  const outer = axes.filter((axis) => axis !== inner && axis.length !== 1);
  return [...outer.toSorted((a, b) => Math.abs(b.sourceStep) - Math.abs(a.sourceStep)), inner];
}

function spread({ targetStep }: Axis): number {
  return Math.abs(targetStep);
}

/** Elements of 8 bytes are two words each. */
type Words = Uint8Array | Uint16Array | Int32Array;

type Run = { words: Words; at: number; step: number };

/** The elements as integers of their size, which move as they are: a float's bits may change where it is moved as a number. */
function wordsOf(pixels: PixelArray): Words {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: bytes } = pixels;
  if (bytes === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (bytes === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** A function for each size: engines make a loop over arrays of one type twenty times as fast as one that has met many. */
function moverOf(words: Words): (source: Run, target: Run, length: number) => void {
  if (words instanceof Uint8Array) return moveBytes;
  return words instanceof Uint16Array ? movePairs : moveFours;
}

function moveBytes(source: Run, target: Run, length: number): void {
  const from = source.words as Uint8Array;
  const to = target.words as Uint8Array;
  for (let index = 0, at = source.at, place = target.at; index < length; index++) {
    to[place] = from[at]!;
    at += source.step;
    place += target.step;
  }
}

function movePairs(source: Run, target: Run, length: number): void {
  const from = source.words as Uint16Array;
  const to = target.words as Uint16Array;
  for (let index = 0, at = source.at, place = target.at; index < length; index++) {
    to[place] = from[at]!;
    at += source.step;
    place += target.step;
  }
}

function moveFours(source: Run, target: Run, length: number): void {
  const from = source.words as Int32Array;
  const to = target.words as Int32Array;
  for (let index = 0, at = source.at, place = target.at; index < length; index++) {
    to[place] = from[at]!;
    at += source.step;
    place += target.step;
  }
}
