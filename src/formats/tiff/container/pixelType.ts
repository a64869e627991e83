import type { DataType } from "../../../model/dtype.ts";

/** SampleFormat of TIFF 6.0 and the TIFF Technical Notes. */
const FORMAT = { Unsigned: 1, Signed: 2, Float: 3, Void: 4, ComplexInteger: 5, ComplexFloat: 6 } as const;

/**
 * What a file stores for one sample and what it becomes. `bits` are those of the file; `kind` says how they are turned into `dtype`:
 * - "plain": the same bytes, swapped if the file is big-endian
 * - "packed": unsigned integers without gaps, each row starting on a byte; widened to 8, 16 or 32 bits
 * - "float24": 24-bit floats, widened to 32 bits
 * - "complex-integer": pairs of signed integers of half the bits, which become complex floats
 */
export type PixelType = { dtype: DataType; bits: number; kind: "plain" | "packed" | "float24" | "complex-integer" };

const PLAIN_UNSIGNED: Record<number, DataType> = { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" };
const PLAIN_SIGNED: Record<number, DataType> = { 8: "int8", 16: "int16", 32: "int32", 64: "int64" };
const PLAIN_FLOAT: Record<number, DataType> = { 16: "float16", 32: "float32", 64: "float64" };
const PLAIN_COMPLEX: Record<number, DataType> = { 64: "complex64", 128: "complex128" };

/** The pixel type for SampleFormat and BitsPerSample, or null where nobody defines one. The table is tifffile's. */
export function pixelTypeOf(format: number, bits: number): PixelType | null {
  switch (format) {
    case FORMAT.Unsigned:
    case FORMAT.Void:
      return unsignedType(bits);
    case FORMAT.Signed:
      return plain(PLAIN_SIGNED[bits], bits);
    case FORMAT.Float:
      return bits === 24 ? { dtype: "float32", bits, kind: "float24" } : plain(PLAIN_FLOAT[bits], bits);
    case FORMAT.ComplexFloat:
      return plain(PLAIN_COMPLEX[bits], bits);
    case FORMAT.ComplexInteger:
      if (bits === 32) return { dtype: "complex64", bits, kind: "complex-integer" };
      return bits === 64 ? { dtype: "complex128", bits, kind: "complex-integer" } : null;
    default:
      return null;
  }
}

function unsignedType(bits: number): PixelType | null {
  const same = plain(PLAIN_UNSIGNED[bits], bits);
  if (same !== null) return same;
  if (bits === 1) return { dtype: "bool", bits, kind: "packed" };
  if (bits < 1 || bits > 32) return null;
  return { dtype: bits < 8 ? "uint8" : bits < 16 ? "uint16" : "uint32", bits, kind: "packed" };
}

function plain(dtype: DataType | undefined, bits: number): PixelType | null {
  return dtype === undefined ? null : { dtype, bits, kind: "plain" };
}
