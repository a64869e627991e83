import { ZarrdropError } from "./errors.ts";

/**
 * The data types a pixel can have, named as in the Zarr v3 specification ("Core data types").
 * In memory every value is little-endian, whatever the file says.
 */
export const DATA_TYPES = [
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
] as const;

/** Type of an element of an array, as Zarr and NumPy name it. */
export type DataType = (typeof DATA_TYPES)[number];

/**
 * Typed arrays that carry pixels. `bool` is a `Uint8Array` of 0 and 1, `float16` a `Uint16Array` of IEEE 754 half
 * bits (Node 20 has no `Float16Array`), `complex64`/`complex128` a float array with real and imaginary part in turn.
 */
export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

type PixelArrayConstructor = {
  new (length: number): PixelArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): PixelArray;
};

const FACTS: Record<DataType, { bytes: number; lanes: 1 | 2; array: PixelArrayConstructor }> = {
  bool: { bytes: 1, lanes: 1, array: Uint8Array },
  int8: { bytes: 1, lanes: 1, array: Int8Array },
  uint8: { bytes: 1, lanes: 1, array: Uint8Array },
  int16: { bytes: 2, lanes: 1, array: Int16Array },
  uint16: { bytes: 2, lanes: 1, array: Uint16Array },
  int32: { bytes: 4, lanes: 1, array: Int32Array },
  uint32: { bytes: 4, lanes: 1, array: Uint32Array },
  int64: { bytes: 8, lanes: 1, array: BigInt64Array },
  uint64: { bytes: 8, lanes: 1, array: BigUint64Array },
  float16: { bytes: 2, lanes: 1, array: Uint16Array },
  float32: { bytes: 4, lanes: 1, array: Float32Array },
  float64: { bytes: 8, lanes: 1, array: Float64Array },
  complex64: { bytes: 8, lanes: 2, array: Float32Array },
  complex128: { bytes: 16, lanes: 2, array: Float64Array },
};

/** Bytes of one value (a complex value counts once). */
export function itemSize(dtype: DataType): number {
  return FACTS[dtype].bytes;
}

/** Array elements per value: 2 for complex types, else 1. */
export function lanes(dtype: DataType): 1 | 2 {
  return FACTS[dtype].lanes;
}

/** Whether a name is that of a type which can be carried. */
export function isDataType(name: string): name is DataType {
  return (DATA_TYPES as readonly string[]).includes(name);
}

/** Real floating-point numbers; complex ones are not. */
export function isFloat(dtype: DataType): boolean {
  return dtype === "float16" || dtype === "float32" || dtype === "float64";
}

/** Pairs of floating-point numbers, the real part first. */
export function isComplex(dtype: DataType): boolean {
  return dtype === "complex64" || dtype === "complex128";
}

/** Whole numbers, with or without sign; truth values are none. */
export function isInteger(dtype: DataType): boolean {
  return !isFloat(dtype) && !isComplex(dtype) && dtype !== "bool";
}

/** Smallest and largest value of an integer type; 64-bit limits are bigint. */
export function integerLimits(dtype: DataType): { min: bigint; max: bigint } {
  if (!isInteger(dtype)) {
    throw new ZarrdropError("internal", `${dtype} has no integer limits.`);
  }
  const bits = BigInt(itemSize(dtype) * 8);
  return dtype.startsWith("u")
    ? { min: 0n, max: (1n << bits) - 1n }
    : { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n };
}

/** A zeroed array for `values` values of `dtype`. */
export function allocatePixels(dtype: DataType, values: number): PixelArray {
  const facts = FACTS[dtype];
  return new facts.array(values * facts.lanes);
}

/** The same bytes seen as pixels of `dtype`; copies only if the bytes are not aligned to the item. */
export function pixelsFromBytes(dtype: DataType, bytes: Uint8Array): PixelArray {
  const facts = FACTS[dtype];
  const unit = facts.bytes / facts.lanes;
  const aligned = bytes.byteOffset % unit === 0 ? bytes : bytes.slice();
  return new facts.array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / unit));
}

/** The bytes under a pixel array, without a copy. */
export function bytesOfPixels(pixels: PixelArray): Uint8Array<ArrayBuffer> {
  // Pixel arrays are only ever made over ArrayBuffer: no SharedArrayBuffer exists in this project.
  return new Uint8Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
}
