import { type DataType, itemSize } from "./dtype.ts";

/** Which byte of a number comes first. */
export type ByteOrder = "little" | "big";

/** Kind and bytes, as NumPy's array protocol names the types that pixels can have. */
const CODES: Readonly<Record<string, DataType>> = {
  b1: "bool",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

const CODE_OF = new Map(Object.entries(CODES).map(([code, dtype]) => [dtype, code]));

/** The type of a code without a byte order ("u2"), or null where it is none of a pixel. */
export function parseNumpyCode(code: string): DataType | null {
  return Object.hasOwn(CODES, code) ? CODES[code]! : null;
}

/** A type as the array protocol spells it: byte order ("|" and "=" for none), kind, bytes ("<u2"). Null for what no pixel can have. */
export function parseNumpyType(name: unknown): { dtype: DataType; byteOrder: ByteOrder } | null {
  const [, order, code] = typeof name === "string" ? (/^([<>|=])([a-z]\d+)$/.exec(name) ?? []) : [];
  const dtype = code === undefined ? null : parseNumpyCode(code);
  if (dtype === null) return null;
  return { dtype, byteOrder: order === ">" && itemSize(dtype) > 1 ? "big" : "little" };
}

/** The code of a type ("u2"). */
export function numpyCode(dtype: DataType): string {
  // The table has every type.
  return CODE_OF.get(dtype)!;
}

/** The inverse of `parseNumpyType`: "<u2", "|u1". */
export function numpyTypeName(dtype: DataType, byteOrder: ByteOrder): string {
  const order = itemSize(dtype) === 1 ? "|" : byteOrder === "big" ? ">" : "<";
  return `${order}${numpyCode(dtype)}`;
}
