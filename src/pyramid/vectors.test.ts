import { describe, expect, it } from "vitest";
import vectors from "../../fixtures/pyramid/vectors.json" with { type: "json" };
import {
  allocatePixels,
  bytesOfPixels,
  isDataType,
  pixelsFromBytes,
  type DataType,
  type PixelArray,
} from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import { createResampler, type ResamplerMethod } from "./createResampler.ts";
import { pixelsOf } from "../../testing/pyramid/arrays.ts";

/** Made by `fixtures/pyramid/write_vectors.py`: definitions in exact arithmetic, and the reference's own results. */
describe.each(vectors.map((vector, index) => ({ ...vector, index })))(
  "$index: $method of $dtype [$inputShape] → [$outputShape]",
  ({ method, dtype, inputShape, outputShape, blockShape, input, output }) => {
    it("is what Python computes", () => {
      if (!isDataType(dtype)) throw new Error(dtype);
      const resampler = createResampler({
        // The file holds names of methods only.
        method: method as ResamplerMethod,
        dtype,
        inputShape,
        outputShape,
        blockShape,
      });
      const target = allocatePixels(dtype, sizeOfShape(outputShape));
      const pixels = decode(dtype, input);
      resampler.resample(pixels, wholeRegion(inputShape), target, wholeRegion(outputShape));
      const expected = decode(dtype, output);
      if (method === "bioio" && (dtype === "float64" || dtype === "complex128")) {
        // exp() differs by an ulp between maths libraries; a sum that cancels shows it in units of what was added.
        const largest = Math.max(
          ...pixelsOf(pixels)
            .map((value) => Math.abs(Number(value)))
            .filter(Number.isFinite),
        );
        pixelsOf(target).forEach((value, i) => expectClose(Number(value), Number(expected[i]!), largest * 2 ** -52));
        expect(bitsOfNaN(target)).toEqual(bitsOfNaN(expected));
      } else {
        expect(pixelsOf(target)).toEqual(pixelsOf(expected));
        // NaN too has a sign and a payload.
        expect(bytesOfPixels(target)).toEqual(bytesOfPixels(expected));
      }
    });
  },
);

function decode(dtype: DataType, text: string) {
  return pixelsFromBytes(dtype, new Uint8Array(Buffer.from(text, "base64")));
}

function bitsOfNaN(pixels: PixelArray): (bigint | null)[] {
  const bits = pixelsFromBytes("uint64", bytesOfPixels(pixels));
  return pixelsOf(pixels).map((value, i) => (Number.isNaN(value) ? (bits[i] as bigint) : null));
}

function expectClose(actual: number, expected: number, tolerance: number): void {
  if (Object.is(actual, expected)) return;
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}
