import type { DataType, PixelArray } from "../model/dtype.ts";

/** Pixel arrays whose elements are numbers: all but the 64-bit integers. */
export type NumberArray = Exclude<PixelArray, BigInt64Array | BigUint64Array>;

/** Pixel arrays of 64-bit integers. */
export type BigIntArray = BigInt64Array | BigUint64Array;

/** Types whose elements are `bigint` in JavaScript. */
export function is64BitInteger(dtype: DataType): boolean {
  return dtype === "int64" || dtype === "uint64";
}

/** Narrows by the array's class. */
export function isBigIntArray(pixels: PixelArray): pixels is BigIntArray {
  return pixels instanceof BigInt64Array || pixels instanceof BigUint64Array;
}
