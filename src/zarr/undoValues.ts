import { allocatePixels, type DataType, isInteger, type PixelArray } from "../model/dtype.ts";
import { decodeHalfs, encodeHalf } from "../model/float16.ts";

/** Sums up what was stored as differences, wrapping as the type does. */
export function undoDelta(stored: PixelArray): PixelArray {
  const pixels = stored.slice();
  if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    for (let index = 1; index < pixels.length; index++) pixels[index] = pixels[index]! + pixels[index - 1]!;
  } else {
    for (let index = 1; index < pixels.length; index++) pixels[index] = pixels[index]! + pixels[index - 1]!;
  }
  return pixels;
}

/**
 * Values of the type `from` as those of `dtype`: divided by `scale`, `offset` added; whole numbers are cut, as NumPy does. Single floats
 * are reckoned with as such.
 */
export function undoCast(
  stored: PixelArray,
  from: DataType,
  dtype: DataType,
  { scale, offset }: { scale: number; offset: number },
): PixelArray {
  const pixels = allocatePixels(dtype, stored.length);
  const isPlain = scale === 1 && offset === 0;
  const isSingle = from === "float32";
  // Half floats come as their bits.
  const values = from === "float16" && stored instanceof Uint16Array ? decodeHalfs(stored) : stored;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (isPlain && typeof value === "bigint" && isInteger(dtype)) {
      pixels[index] = pixels instanceof BigInt64Array || pixels instanceof BigUint64Array ? value : Number(value);
      continue;
    }
    let result = Number(value);
    if (!isPlain) result = isSingle ? Math.fround(Math.fround(result / scale) + offset) : result / scale + offset;
    if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array)
      pixels[index] = BigInt(Math.trunc(result) || 0);
    else pixels[index] = dtype === "float16" ? encodeHalf(result) : result;
  }
  return pixels;
}

/** `wanted` truth values out of their bits, the highest first; null where there are more or fewer: eight come of a byte. */
export function undoPackbits(bytes: Uint8Array, wanted: number): Uint8Array<ArrayBuffer> | null {
  const filled = bytes[0];
  if (filled === undefined || filled > 7) return null;
  if ((bytes.length - 1) * 8 - filled !== wanted) return null;
  return Uint8Array.from({ length: wanted }, (_, index) => (bytes[1 + (index >> 3)]! >> (7 - (index & 7))) & 1);
}
