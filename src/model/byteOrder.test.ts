import { expect, it } from "vitest";
import { swapByteOrder } from "./byteOrder.ts";

it.each([
  [1, 0, [1, 2, 3], [1, 2, 3]],
  [2, 0, [1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]],
  [2, 0, [1, 2, 3, 4], [2, 1, 4, 3]],
  [2, 2, [1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 6, 5, 7]],
  [2, 2, [1, 2], [2, 1]],
  [2, 2, [1], [1]],
  [4, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9], [4, 3, 2, 1, 8, 7, 6, 5, 9]],
  [8, 8, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [8, 7, 6, 5, 4, 3, 2, 1, 9, 10, 11, 12]],
])(
  "swaps numbers of %i bytes that begin at byte %i of their buffer, and no part of a number",
  (size, from, before, after) => {
    const bytes = new Uint8Array(from + before.length).subarray(from);
    bytes.set(before);
    swapByteOrder(bytes, size);
    expect([...bytes]).toEqual(after);
    expect([...new Uint8Array(bytes.buffer, 0, from)].every((byte) => byte === 0)).toBe(true);
  },
);
