import { isComplex, type DataType, type PixelArray } from "../../model/dtype.ts";

/**
 * Pixels as 32-bit floats, to be drawn and counted: exact for up to 24 bits. Complex values become their magnitude.
 */
export function floatValues(dtype: DataType, pixels: PixelArray): Float32Array {
  if (pixels instanceof Float32Array && dtype === "float32") return pixels;
  if (isComplex(dtype)) {
    const values = new Float32Array(pixels.length / 2);
    for (let index = 0; index < values.length; index++) {
      values[index] = Math.hypot(Number(pixels[2 * index]), Number(pixels[2 * index + 1]));
    }
    return values;
  }
  const values = new Float32Array(pixels.length);
  if (dtype === "float16") {
    for (let index = 0; index < values.length; index++) values[index] = halfToFloat(Number(pixels[index]));
  } else if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    for (let index = 0; index < values.length; index++) values[index] = Number(pixels[index]);
  } else values.set(pixels);
  return values;
}

/** An IEEE 754 half, by its bits. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
