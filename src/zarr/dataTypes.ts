import { isObject, shortJson } from "../model/untrustedJson.ts";
import { type DataType, isComplex, isDataType, itemSize, lanes } from "../model/dtype.ts";
import { type ByteOrder, parseNumpyType } from "../model/numpyTypes.ts";
import { damagedMetadata } from "./json.ts";
import { ZarrdropError } from "../model/errors.ts";
import { encodeHalf } from "../model/float16.ts";

/**
 * A data type as a Zarr v2 array names it.
 * @throws `unsupported-feature` for text, records, dates
 */
export function parseV2DataType(name: unknown, path: string): { dtype: DataType; bigEndian: boolean } {
  const parsed = parseNumpyType(name);
  if (parsed === null) throw unsupportedType(name, path);
  return { dtype: parsed.dtype, bigEndian: parsed.byteOrder === "big" };
}

/**
 * A data type as a Zarr v3 array names it.
 * @throws `unsupported-feature`
 */
export function parseV3DataType(type: unknown, path: string): DataType {
  // An object with a name is the long form.
  const name = isObject(type) ? type["name"] : type;
  if (typeof name !== "string" || !isDataType(name)) throw unsupportedType(name, path);
  return name;
}

/** What a data type is called in array metadata, or null when it is not one that a pixel can have. */
export function parseDataTypeName(zarrFormat: 2 | 3, name: unknown): { dtype: DataType; byteOrder: ByteOrder } | null {
  if (zarrFormat === 2) return parseNumpyType(name);
  return typeof name === "string" && isDataType(name) ? { dtype: name, byteOrder: "little" } : null;
}

/** The fill value of every array that is written here: zero, spelled as its type asks. */
export function zeroFillValue(dtype: DataType): number | boolean | [number, number] {
  if (dtype === "bool") return false;
  return isComplex(dtype) ? [0, 0] : 0;
}

/** Numbers as Java's early writers of Zarr v2 put them: in quotes. */
const QUOTED_NUMBER = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i;

/**
 * The fill value of an array as array elements (two for complex types). JSON forms: Zarr v3 specification, "Fill
 * value"; null, which v2 allows, counts as 0.
 * @throws `corrupt`
 */
export function parseFillValue(given: unknown, dtype: DataType, path: string): (number | bigint)[] {
  const value = typeof given === "string" && QUOTED_NUMBER.test(given) ? Number(given) : given;
  const bad = () => damagedMetadata(path, `fill_value ${shortJson(given)} of ${dtype}`);
  if (value === null || value === undefined) {
    return Array.from({ length: lanes(dtype) }, () => (dtype.endsWith("int64") ? 0n : 0));
  }
  switch (dtype) {
    case "bool":
      return [value === true || value === 1 ? 1 : 0];
    case "complex64":
    case "complex128": {
      const parts = Array.isArray(value) ? value : [value, 0];
      if (parts.length !== 2) throw bad();
      return parts.map((part) => floatOf(part, itemSize(dtype) / 2, bad));
    }
    case "float16":
      return [encodeHalf(floatOf(value, 2, bad))];
    case "float32":
      return [floatOf(value, 4, bad)];
    case "float64":
      return [floatOf(value, 8, bad)];
    case "int64":
    case "uint64": {
      if (typeof value !== "number" || !Number.isInteger(value)) throw bad();
      // JSON numbers beyond 2^53 are rounded: what rounds past the type's end is its end.
      const [least, most] = dtype === "int64" ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
      const integer = BigInt(value);
      return [integer < least ? least : integer > most ? most : integer];
    }
    default:
      if (typeof value !== "number" || !Number.isInteger(value)) throw bad();
      return [value];
  }
}

/** A float from JSON: a number, "NaN", "Infinity", "-Infinity", or its bits in hexadecimal digits. */
function floatOf(value: unknown, bytes: number, bad: () => Error): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  if (typeof value !== "string" || !new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`).test(value)) throw bad();
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value));
  // Of a NaN only that it is one is kept; float16 bits are brought to the top of a float32's.
  if (bytes === 8) return view.getFloat64(0);
  if (bytes === 4) return view.getFloat32(4);
  return halfValue(Number(value));
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}

function unsupportedType(name: unknown, path: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `The array ${path} holds values that are not pixels.`, {
    file: path,
    technical: `data type ${shortJson(name)}`,
  });
}
