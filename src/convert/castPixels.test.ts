import { describe, expect, it } from "vitest";
import type { DataType, PixelArray } from "../model/dtype.ts";
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

  it("turns numbers into truth values", () => {
    expect(cast("uint16", "bool", "saturate", Uint16Array.of(0, 3)).values).toEqual([0, 1]);
  });
});
