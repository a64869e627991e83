import { describe, expect, it } from "vitest";
import type { DataType, PixelArray } from "../../model/dtype.ts";
import { createPixelCaster } from "./castPixels.ts";

function cast(from: DataType, to: DataType, mode: "saturate" | "wrap", pixels: PixelArray) {
  const caster = createPixelCaster(from, to, mode);
  return { values: Array.from(caster.cast(pixels) as Float64Array), clipped: caster.clippedValues };
}

describe("changing the data type", () => {
  it("saturates and rounds half to even, and counts what did not fit", () => {
    expect(cast("uint16", "uint8", "saturate", Uint16Array.of(0, 255, 256, 65535))).toEqual({
      values: [0, 255, 255, 255],
      clipped: 2,
    });
    expect(cast("float32", "uint8", "saturate", Float32Array.of(-1, 0.5, 1.5, 2.4, 255.4, 255.6, Number.NaN))).toEqual({
      values: [0, 0, 2, 2, 255, 255, 0],
      clipped: 3,
    });
    expect(cast("int16", "uint16", "saturate", Int16Array.of(-1, 7)).values).toEqual([0, 7]);
  });

  it("wraps as NumPy's unsafe cast does (the reference: 300 to 44, -1 to 65535, -140.9 to 116)", () => {
    expect(cast("uint16", "uint8", "wrap", Uint16Array.of(300)).values).toEqual([44]);
    expect(cast("int16", "uint16", "wrap", Int16Array.of(-1)).values).toEqual([65535]);
    expect(cast("float32", "uint8", "wrap", Float32Array.of(-140.9)).values).toEqual([116]);
  });

  it("is exact for 64-bit integers", () => {
    const large = 2n ** 53n + 1n;
    const widened = createPixelCaster("int64", "uint64", "saturate").cast(BigInt64Array.of(-5n, large));
    expect(Array.from(widened as BigUint64Array)).toEqual([0n, large]);
    expect(cast("uint64", "uint16", "saturate", BigUint64Array.of(70_000n, 12n))).toEqual({
      values: [65535, 12],
      clipped: 1,
    });
    expect(cast("uint64", "uint8", "wrap", BigUint64Array.of(511n)).values).toEqual([255]);
  });

  it("reads and writes half floats", () => {
    expect(cast("float16", "float32", "saturate", Uint16Array.of(0x3c00, 0xc000)).values).toEqual([1, -2]);
    expect(cast("float32", "float16", "saturate", Float32Array.of(1, 70_000))).toEqual({
      values: [0x3c00, 0x7c00],
      clipped: 1,
    });
  });

  // NumPy 2 on x86-64, over runs of the same value.
  it.each<[DataType, DataType, (number | bigint)[]]>([
    ["float32", "uint8", [0, 0, 0, 44, 116, 0, 0, 0, 0, 0]],
    ["float64", "int16", [0, 0, 0, 300, -140, 0, 0, 0, 0, 0]],
    ["float32", "int32", [-(2 ** 31), -(2 ** 31), -(2 ** 31), 300, -140, ...Array<number>(5).fill(-(2 ** 31))]],
    ["float64", "uint32", [2 ** 31, 0, 2 ** 31, 300, 2 ** 32 - 140, 3e9, 2 ** 31, 0, 0, 2 ** 31]],
    [
      "float64",
      "int64",
      [
        ...Array<bigint>(3).fill(-(2n ** 63n)),
        300n,
        -140n,
        3_000_000_000n,
        -3_000_000_000n,
        ...Array<bigint>(3).fill(-(2n ** 63n)),
      ],
    ],
    [
      "float64",
      "uint64",
      [
        2n ** 63n,
        0n,
        2n ** 63n,
        300n,
        2n ** 64n - 140n,
        3_000_000_000n,
        2n ** 64n - 3_000_000_000n,
        2n ** 63n,
        0n,
        2n ** 63n,
      ],
    ],
    ["float16", "uint32", [0, 0, 0, 300, 2 ** 32 - 140, 0, 0, 0, 0, 0]],
    ["float16", "uint64", [2n ** 63n, 0n, 2n ** 63n, 300n, 2n ** 64n - 140n, 0n, 2n ** 63n, 0n, 0n, 2n ** 63n]],
  ])("wraps %s to %s as the hardware does: NaN, infinities, numbers out of range", (from, to, expected) => {
    const numbers = [Number.NaN, Infinity, -Infinity, 300.9, -140.9, 3e9, -3e9, 2 ** 63, 1e25, -1e25];
    const pixels =
      from === "float16"
        ? Uint16Array.of(0x7e00, 0x7c00, 0xfc00, 0x5cb3, 0xd867, 0x7c00, 0xfc00, 0x7c00, 0x7c00, 0xfc00)
        : from === "float32"
          ? Float32Array.from(numbers)
          : Float64Array.from(numbers);
    expect(cast(from, to, "wrap", pixels).values).toEqual(expected);
  });

  it("rounds 64-bit integers to float32 once", () => {
    // In a double both become the tie 2^60 + 2^36, which float32 rounds to the even neighbour below.
    const above = 2n ** 60n + 2n ** 36n + 1n;
    expect(cast("int64", "float32", "wrap", BigInt64Array.of(above, -above, above - 1n)).values).toEqual([
      2 ** 60 + 2 ** 37,
      -(2 ** 60) - 2 ** 37,
      2 ** 60,
    ]);
  });

  it("makes complex values of real ones, and the reverse, saying what is lost", () => {
    expect(cast("uint16", "complex64", "saturate", Uint16Array.of(3, 7))).toEqual({ values: [3, 0, 7, 0], clipped: 0 });
    expect(cast("complex128", "complex64", "wrap", Float64Array.of(0.1, -2)).values).toEqual([Math.fround(0.1), -2]);
    const pairs = Float32Array.of(1.6, 0, 300, -2, 0, 5, 0, 0);
    expect(cast("complex64", "uint8", "saturate", pairs)).toEqual({ values: [2, 255, 0, 0], clipped: 3 });
    expect(cast("complex64", "uint8", "wrap", pairs).values).toEqual([1, 44, 0, 0]);
    expect(cast("complex64", "bool", "wrap", pairs)).toEqual({ values: [1, 1, 1, 0], clipped: 0 });
  });

  it("turns numbers into truth values", () => {
    expect(cast("uint16", "bool", "saturate", Uint16Array.of(0, 3)).values).toEqual([0, 1]);
  });
});
