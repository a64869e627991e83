import { describe, expect, it } from "vitest";
import type { DataType, PixelArray } from "../model/dtype.ts";
import { addPacked, channelStatistics, emptyHistogram, gatherValues, packHistogram } from "./valueHistogram.ts";

function statisticsOf(dtype: DataType, ...parts: PixelArray[]) {
  const sum = emptyHistogram();
  for (const part of parts) {
    const one = emptyHistogram();
    gatherValues(one, dtype, part);
    addPacked(sum, packHistogram(one));
  }
  return channelStatistics(sum, dtype);
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
});
