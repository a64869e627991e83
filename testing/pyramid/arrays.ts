import { allocatePixels, lanes, type DataType, type PixelArray } from "../../src/model/dtype.ts";
import { sizeOfShape, wholeRegion, type Region } from "../../src/model/region.ts";
import { createResampler, type ResamplerMethod } from "../../src/pyramid/createResampler.ts";
import { encodeHalf } from "../../src/model/float16.ts";
import { gather, tabulatePicks } from "../../src/pyramid/pick.ts";

/** Help for the tests of this room. */

/** The elements as plain numbers or bigints. */
export function pixelsOf(pixels: PixelArray): (number | bigint)[] {
  return Array.from<number | bigint>(pixels);
}

/** Resamples a whole array; pixels as array elements (bits for float16, pairs for complex). */
export function resampleWhole(
  method: ResamplerMethod,
  dtype: DataType,
  inputShape: number[],
  outputShape: number[],
  pixels: readonly (number | bigint)[],
  blockShape: number[] | null = null,
): (number | bigint)[] {
  const input = allocatePixels(dtype, sizeOfShape(inputShape));
  // The caller gives bigints for 64-bit types and numbers for all others.
  pixels.forEach((value, i) => (input[i] = value as never));
  const target = allocatePixels(dtype, sizeOfShape(outputShape));
  createResampler({ method, dtype, inputShape, outputShape, blockShape }).resample(
    input,
    wholeRegion(inputShape),
    target,
    wholeRegion(outputShape),
  );
  return pixelsOf(target);
}

/** Pixels that use the whole range of the type; the same for the same seed. Floats hold some NaN, infinities and negative zeros. */
export function randomPixels(dtype: DataType, values: number, seed: number): PixelArray {
  const pixels = allocatePixels(dtype, values);
  const bytes = new Uint8Array(pixels.buffer);
  let state = seed | 0 || 1;
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return (state ^ (state >>> 13)) >>> 0;
  };
  for (let i = 0; i < bytes.length; i++) bytes[i] = next() >>> 11;
  const special = [NaN, Infinity, -Infinity, -0, 0];
  const isFloat = pixels instanceof Float32Array || pixels instanceof Float64Array;
  for (let i = 0; i < pixels.length; i++) {
    const value = next() % 40 < 5 ? special[next() % 5]! : (next() - 2 ** 31) / 2 ** 24;
    if (dtype === "bool") pixels[i] = next() % 3 === 0 ? 1 : 0;
    else if (dtype === "float16") pixels[i] = encodeHalf(value);
    else if (isFloat) pixels[i] = value;
  }
  return pixels;
}

/** A box of an array, copied out. */
export function cutRegion(dtype: DataType, pixels: PixelArray, shape: readonly number[], region: Region): PixelArray {
  const part = allocatePixels(dtype, sizeOfShape(region.shape));
  gather(
    pixels,
    wholeRegion(shape),
    part,
    tabulatePicks(region, (_, index) => index),
    lanes(dtype),
  );
  return part;
}
