import { describe, expect, it } from "vitest";
import type { DataType, PixelArray } from "../../model/dtype.ts";
import {
  addPacked,
  channelStatistics,
  clearHistogram,
  emptyHistogram,
  gatherValues,
  packHistogram,
} from "./valueHistogram.ts";

function statisticsOf(dtype: DataType, ...parts: PixelArray[]) {
  const sum = emptyHistogram(dtype);
  for (const part of parts) {
    const one = emptyHistogram(dtype);
    gatherValues(one, part);
    addPacked(sum, packHistogram(one));
  }
  return channelStatistics(sum);
}

describe("display window statistics", () => {
  it("finds the range of all values and the window without the outermost thousandth", () => {
    const values = Uint16Array.from({ length: 70_000 }, (_, index) => 100 + (index % 1000));
    values[3] = 7;
    values[5] = 65_535;
    const found = statisticsOf("uint16", values)!;
    expect(found).toMatchObject({ min: 7, max: 65_535 });
    expect(found.low).toBeGreaterThanOrEqual(100);
    expect(found.low).toBeLessThan(105);
    expect(found.high).toBeGreaterThan(1090);
    expect(found.high).toBeLessThan(1100);
  });

  it("adds up over parts in any order", () => {
    const [a, b] = [Int16Array.from([-5, 3, 9, 2, 1, 1, 1, 4]), Int16Array.from([100, -300, 8])];
    expect(statisticsOf("int16", a, b)).toEqual(statisticsOf("int16", b, a));
    expect(statisticsOf("int16", a, b)).toMatchObject({ min: -300, max: 100 });
  });

  it("leaves out what is not finite, and says nothing of an image of NaN", () => {
    expect(statisticsOf("float32", Float32Array.of(Number.NaN, -2.5, Number.POSITIVE_INFINITY, 4))).toMatchObject({
      min: -2.5,
      max: 4,
    });
    expect(statisticsOf("float32", Float32Array.of(Number.NaN, Number.NaN))).toBeNull();
  });

  it("keeps floats within one part in a hundred, negative ones too", () => {
    const values = Float64Array.from({ length: 7000 }, (_, index) => (index - 3500) / 10);
    const found = statisticsOf("float64", values)!;
    expect(found.low).toBeLessThan(-340);
    expect(found.high).toBeGreaterThan(340);
  });

  it("finds all bins that hold something from the range of the values, and clears them", () => {
    const arrays: [DataType, PixelArray][] = [
      ["uint8", Uint8Array.of(0, 255, 3)],
      ["int8", Int8Array.of(-128, 127, 0)],
      ["uint16", Uint16Array.of(65_535, 0, 7)],
      ["int16", Int16Array.of(-32_768, 32_767, 1)],
      ["uint32", Uint32Array.of(0, 2 ** 32 - 1, 5)],
      ["int64", BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n)],
      ["float32", Float32Array.of(-0, 0, -1e-45, 3e38)],
      ["float32", Float32Array.of(0, -0, 0)],
      ["float64", Float64Array.of(-1e300, 1e300, -1e-300, Number.NaN, Number.NEGATIVE_INFINITY)],
    ];
    for (const [dtype, values] of arrays) {
      const gathered = emptyHistogram(dtype);
      // Only every seventh value is counted: each takes its turn to be one.
      for (const value of values) {
        const repeated = values.slice(0, 1).fill(value as never);
        gatherValues(gathered, repeated);
      }
      const countOf = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, count) => sum + count, 0);
      const finite = [...values].filter((value) => Number.isFinite(Number(value))).length;
      expect(countOf(gathered.histogram), dtype).toBe(finite);
      expect(countOf(packHistogram(gathered).counts), dtype).toBe(finite);
      clearHistogram(gathered);
      expect(countOf(gathered.histogram), dtype).toBe(0);
      expect(gathered, dtype).toMatchObject({ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY });
    }
  });
});
