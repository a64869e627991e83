import { numpyCode, parseNumpyCode } from "../../model/numpyTypes.ts";
import { DATA_TYPES, isDataType, itemSize, type DataType } from "../../model/dtype.ts";
import { settingError } from "./settingError.ts";
import { valueText } from "./settingValues.ts";

/** NumPy's other names and letters for the types that pixels can have (64-bit platforms). */
const NAMES: Readonly<Record<string, DataType>> = {
  "?": "bool",
  bool_: "bool",
  b: "int8",
  byte: "int8",
  B: "uint8",
  ubyte: "uint8",
  h: "int16",
  short: "int16",
  H: "uint16",
  ushort: "uint16",
  i: "int32",
  intc: "int32",
  I: "uint32",
  uintc: "uint32",
  l: "int64",
  q: "int64",
  int: "int64",
  long: "int64",
  longlong: "int64",
  p: "int64",
  intp: "int64",
  L: "uint64",
  Q: "uint64",
  uint: "uint64",
  ulong: "uint64",
  ulonglong: "uint64",
  P: "uint64",
  uintp: "uint64",
  e: "float16",
  half: "float16",
  f: "float32",
  single: "float32",
  d: "float64",
  float: "float64",
  double: "float64",
  F: "complex64",
  csingle: "complex64",
  D: "complex128",
  complex: "complex128",
  cdouble: "complex128",
};

/**
 * A data type as NumPy spells it: `uint16`, `u2`, `>u2`, `float`. Types that are no pixels (`U5`, `datetime64`) are refused.
 * @throws `setting` for `dtype`
 */
export function parseDtype(value: unknown): { dtype: DataType; byteOrder: "little" | "big" } {
  if (typeof value === "string") {
    const order = /^[<>=|]/.exec(value)?.[0] ?? "";
    const name = value.slice(order.length);
    const other = Object.hasOwn(NAMES, name) ? NAMES[name]! : parseNumpyCode(name);
    const dtype = isDataType(name) && order === "" ? name : other;
    if (dtype !== null) {
      const unit = itemSize(dtype);
      return { dtype, byteOrder: order === ">" && unit > 1 ? "big" : "little" };
    }
  }
  throw settingError(
    "dtype",
    typeof value === "string"
      ? `data type '${value.slice(0, 60)}' not understood`
      : `dtype cannot be ${valueText(value)}`,
    `Give one of: ${DATA_TYPES.join(", ")}.`,
  );
}

/** A data type as NumPy reads it: `uint16`; with the most significant byte first `>u2`. */
export function dtypeName(dtype: DataType, byteOrder: "little" | "big"): string {
  if (byteOrder === "little") return dtype;
  return `>${numpyCode(dtype)}`;
}
