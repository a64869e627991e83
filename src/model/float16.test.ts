import { describe, expect, it } from "vitest";
import { decodeHalfs, encodeHalf } from "./float16.ts";

describe("float16", () => {
  const all = decodeHalfs(Uint16Array.from({ length: 65_536 }, (_, bits) => bits));

  it("reads every bit pattern and writes it back", () => {
    const patterns = Array.from(all.keys());
    // The sign and the payload of NaN stay, but for the bit that makes it quiet.
    const wanted = patterns.map((bits) => (Number.isNaN(all[bits]!) ? bits | 0x0200 : bits));
    expect(patterns.filter((bits) => encodeHalf(all[bits]!) !== wanted[bits])).toEqual([]);
  });

  it("knows the landmarks", () => {
    expect([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00].map((bits) => all[bits])).toEqual([
      1,
      -2,
      65_504,
      2 ** -14,
      2 ** -24,
      -0,
      Infinity,
    ]);
  });

  it("rounds to the nearest, halves to even, and only once", () => {
    const wrong = Array.from({ length: 0x7bff }, (_, bits) => bits).filter((bits) => {
      const half = (all[bits]! + all[bits + 1]!) / 2;
      return (
        encodeHalf(half) !== (bits % 2 === 0 ? bits : bits + 1) ||
        // A hair beside the middle, which a detour through float32 would lose.
        encodeHalf(half * (1 + 2 ** -40)) !== bits + 1 ||
        encodeHalf(half * (1 - 2 ** -40)) !== bits
      );
    });
    expect(wrong).toEqual([]);
  });

  it("gives infinity from half way to the next power of two", () => {
    expect(encodeHalf(65_519.999)).toBe(0x7bff);
    expect(encodeHalf(65_520)).toBe(0x7c00);
    expect(encodeHalf(-1e300)).toBe(0xfc00);
    expect(encodeHalf(5e-324)).toBe(0);
  });
});
