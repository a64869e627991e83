import { expect, it } from "vitest";
import { reverseBits } from "./unpack.ts";

it("reverses the bits of each byte", () => {
  const bytes = Uint8Array.of(0b1000_0000, 0b0001_0010, 0xff);
  reverseBits(bytes);
  expect([...bytes]).toEqual([0b0000_0001, 0b0100_1000, 0xff]);
});
