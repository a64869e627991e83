import type { DataType } from "../model/dtype.ts";
import { DATA_TYPES, isComplex, isDataType, itemSize } from "../model/dtype.ts";

export type ByteOrder = "little" | "big";

const V2_KIND: Record<DataType, string> = {
  bool: "b",
  int8: "i",
  uint8: "u",
  int16: "i",
  uint16: "u",
  int32: "i",
  uint32: "u",
  int64: "i",
  uint64: "u",
  float16: "f",
  float32: "f",
  float64: "f",
  complex64: "c",
  complex128: "c",
};

/** Zarr v2 spelling, as in NumPy's array protocol: byte order ("|" where there is none), kind, bytes ("<u2"). */
export function v2DataTypeName(dtype: DataType, byteOrder: ByteOrder): string {
  const order = itemSize(dtype) === 1 ? "|" : byteOrder === "big" ? ">" : "<";
  return `${order}${V2_KIND[dtype]}${itemSize(dtype)}`;
}

/** What a data type is called in array metadata, or null when it is not one that a pixel can have. */
export function parseDataTypeName(zarrFormat: 2 | 3, name: unknown): { dtype: DataType; byteOrder: ByteOrder } | null {
  if (typeof name !== "string") return null;
  if (zarrFormat === 3) return isDataType(name) ? { dtype: name, byteOrder: "little" } : null;
  for (const dtype of DATA_TYPES) {
    for (const byteOrder of ["little", "big"] as const) {
      if (v2DataTypeName(dtype, byteOrder) === name) return { dtype, byteOrder };
    }
  }
  return null;
}

/** The fill value of every array that is written here: zero, spelled as its type asks. */
export function zeroFillValue(dtype: DataType): number | boolean | [number, number] {
  if (dtype === "bool") return false;
  return isComplex(dtype) ? [0, 0] : 0;
}
