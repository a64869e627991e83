import { isComplex, type DataType, type PixelArray } from "../../model/dtype.ts";
import { decodeHalfs } from "../../model/float16.ts";

/** Values of a tile, in types that graphics cards take as they are. */
export type TileValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array;

/**
 * Pixels to be drawn and counted. Types of up to 32 bits stay as they are; wider numbers become 32-bit floats, complex values their
 * magnitude, and labels of 64 bits keep their lower half, which tells them apart.
 */
export function tileValues(dtype: DataType, pixels: PixelArray, isLabels: boolean): TileValues {
  if (isComplex(dtype)) {
    return Float32Array.from({ length: pixels.length / 2 }, (_, index) =>
      Math.hypot(Number(pixels[2 * index]), Number(pixels[2 * index + 1])),
    );
  }
  // Half-precision numbers are carried as their bits.
  if (dtype === "float16") return decodeHalfs(pixels as Uint16Array);
  if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    if (isLabels) return new Uint32Array(pixels.buffer).filter((_, index) => index % 2 === 0);
    return Float32Array.from({ length: pixels.length }, (_, index) => Number(pixels[index]));
  }
  return pixels instanceof Float64Array ? new Float32Array(pixels) : pixels;
}
