import { isFloat, type DataType } from "../../model/dtype.ts";

const INT32_OVERFLOW = -(2 ** 31);
const INT64_OVERFLOW = -(2n ** 63n);

/**
 * What x86-64 makes of a float as an integer of at most 32 bits, as NumPy's unsafe cast does there (R5.1): cut toward zero to a
 * 32-bit integer, where NaN and what does not fit becomes the smallest one; stored in a typed array, which keeps the low bits.
 * Unsigned 32-bit integers take the upper half of their range off before; from float16 they go through 64 bits. (NumPy casts the last
 * three values of a run one by one, and then numbers outside the range differ.)
 */
export function floatToNarrow(from: DataType, to: DataType): (value: number) => number {
  if (to !== "uint32" || !isFloat(from)) return toInt32;
  if (from === "float16") return (value) => (Number.isFinite(value) ? Math.trunc(value) : 0);
  return (value) => (value >= 2 ** 31 ? toInt32(value - 2 ** 31) + 2 ** 31 : toInt32(value));
}

/** The same for 64-bit integers; unsigned ones take the upper half of their range off before. */
export function floatToWide(value: number, to: "int64" | "uint64"): bigint {
  if (to === "int64" || value < 2 ** 63) return toInt64(value);
  return value >= 2 ** 63 ? toInt64(value - 2 ** 63) + 2n ** 63n : INT64_OVERFLOW;
}

/** An integer of any size as float32, rounded once: a double in between can round to a tie that was none. */
export function bigIntToFloat32(value: bigint): number {
  const double = Number(value);
  const rest = value - BigInt(double);
  if (rest === 0n) return double;
  // Not a tie any more, and still nearest to the same neighbours.
  return double * (1 + (rest > 0n === double > 0 ? 1 : -1) * 2 ** -52);
}

function toInt32(value: number): number {
  return value > -(2 ** 31) - 1 && value < 2 ** 31 ? Math.trunc(value) : INT32_OVERFLOW;
}

function toInt64(value: number): bigint {
  return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : INT64_OVERFLOW;
}
