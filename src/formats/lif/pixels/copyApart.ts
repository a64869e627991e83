import type { PixelArray } from "../../../model/dtype.ts";

/** A loop of a copy: steps in values. */
export type CopyLoop = { length: number; from: number; to: number };

/** Values of the longest loop that are copied at a time: what they touch stays in the processor's first cache. */
const RUN = 1024;

/**
 * Copies values that do not lie side by side (samples of a pixel in another order, one channel of several that are stored value by
 * value) from `source`, beginning at 0, to `target` at `at`. Both arrays have the same type of elements. The loops may be in any order.
 */
export function copyApart(source: PixelArray, target: PixelArray, at: number, loops: readonly CopyLoop[]): void {
  const sorted = loops.toSorted((a, b) => a.length - b.length);
  const inner = sorted.pop() ?? { length: 1, from: 0, to: 0 };
  const short = sorted.shift() ?? { length: 1, from: 0, to: 0 };
  // The loops below only move elements between arrays of one type, as the caller promises.
  const from = unsigned(source) as Uint8Array;
  const to = unsigned(target) as Uint8Array;
  const copy = (depth: number, fromAt: number, toAt: number): void => {
    const loop = sorted[depth];
    if (loop !== undefined) {
      for (let index = 0; index < loop.length; index++) {
        copy(depth + 1, fromAt + index * loop.from, toAt + index * loop.to);
      }
      return;
    }
    for (let first = 0; first < inner.length; first += RUN) {
      const count = Math.min(RUN, inner.length - first);
      for (let index = 0; index < short.length; index++) {
        let read = fromAt + first * inner.from + index * short.from;
        let write = toAt + first * inner.to + index * short.to;
        for (let left = count; left > 0; left--) {
          to[write] = from[read]!;
          read += inner.from;
          write += inner.to;
        }
      }
    }
  };
  copy(0, 0, at);
}

/** The same values as unsigned integers: fewer types of arrays keep the loops fast, and no bit of a float changes. */
function unsigned(values: PixelArray): PixelArray {
  const { buffer, byteOffset, length } = values;
  switch (values.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    default:
      return new BigUint64Array(buffer, byteOffset, length);
  }
}
