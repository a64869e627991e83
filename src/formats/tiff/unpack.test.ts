import { expect, it } from "vitest";
import { reverseBits, swapBytes } from "./unpack.ts";

it.each([
  [2, [1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]],
  [2, [1, 2, 3, 4], [2, 1, 4, 3]],
  [4, [1, 2, 3, 4, 5, 6, 7, 8], [4, 3, 2, 1, 8, 7, 6, 5]],
  [8, [1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1]],
])("swaps numbers of %i bytes", (size, before, after) => {
  const bytes = Uint8Array.from(before);
  swapBytes(bytes, size);
  expect([...bytes]).toEqual(after);
});

it("reverses the bits of each byte", () => {
  const bytes = Uint8Array.of(0b1000_0000, 0b0001_0010, 0xff);
  reverseBits(bytes);
  expect([...bytes]).toEqual([0b0000_0001, 0b0100_1000, 0xff]);
});
