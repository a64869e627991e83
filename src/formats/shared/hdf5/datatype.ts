import type { DataType } from "../../../model/dtype.ts";
import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";

/** A type of HDF5: of `bytes` bytes in the file. */
export type Hdf5Type = { bytes: number } & (
  | { kind: "integer"; isSigned: boolean; isBigEndian: boolean; isWhole: boolean }
  | { kind: "float"; isBigEndian: boolean; isIeee: boolean }
  | { kind: "text"; isPaddedWithSpaces: boolean }
  | { kind: "enumeration"; base: Hdf5Type; names: string[]; values: number[] }
  | { kind: "compound"; members: { name: string; offset: number; type: Hdf5Type }[] }
  | { kind: "array"; shape: number[]; base: Hdf5Type }
  | { kind: "variable-text" }
  | { kind: "variable-list"; base: Hdf5Type }
  /** References, opaque bytes, times: nothing that is looked into here. */
  | { kind: "other"; name: string }
);

/** Types in types: the library's own writers stay far below. */
const DEEPEST = 16;
const MOST_MEMBERS = 65_536;
const OTHER: Readonly<Record<number, string>> = { 2: "times", 5: "opaque bytes", 7: "references" };

/**
 * Parses a datatype message (File Format Specification 3.0, IV.A.2.d; versions 1 to 5).
 * @throws `corrupt`, `unsupported-feature`
 */
export function parseDatatype(access: Hdf5Access, data: Uint8Array): Hdf5Type {
  return parseType(access, access.over(data), 0);
}

function parseType(access: Hdf5Access, cursor: Hdf5Cursor, depth: number): Hdf5Type {
  if (depth > DEEPEST) throw damagedHdf5(access.file, "types nested too deeply");
  const first = cursor.u8();
  const [version, kind] = [first >> 4, first & 15];
  const flags = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const bytes = cursor.u32();
  if (version < 1 || version > 5) throw unsupportedHdf5(access.file, `data types of version ${version}`);
  const inner = () => parseType(access, cursor, depth + 1);
  const count = flags & 0xffff;
  switch (kind) {
    case 0:
    case 4: {
      const [offset, precision] = [cursor.u16(), cursor.u16()];
      const isSigned = kind === 0 && (flags & 8) !== 0;
      return {
        kind: "integer",
        bytes,
        isSigned,
        isBigEndian: (flags & 1) !== 0,
        isWhole: offset === 0 && precision === bytes * 8,
      };
    }
    case 1:
      return parseFloat(cursor, flags, bytes);
    case 3:
      return { kind: "text", bytes, isPaddedWithSpaces: (flags & 15) === 2 };
    case 6:
      return { kind: "compound", bytes, members: parseMembers(cursor, { count, version, bytes }, inner) };
    case 8: {
      const base = inner();
      const names = Array.from({ length: count }, () => parseName(cursor, version));
      const values = names.map(() => integerAt(cursor, base));
      return { kind: "enumeration", bytes, base, names, values };
    }
    case 9:
      return (flags & 15) === 1
        ? (inner(), { kind: "variable-text", bytes })
        : { kind: "variable-list", bytes, base: inner() };
    case 10: {
      const rank = cursor.u8();
      if (version < 3) cursor.skip(3);
      const shape = Array.from({ length: rank }, () => cursor.u32());
      if (version < 3) cursor.skip(4 * rank);
      return { kind: "array", bytes, shape, base: inner() };
    }
    case 11:
      return complexOf(inner(), bytes);
    default:
      if (kind === 5) cursor.skip(flags & 0xff);
      if (kind === 2) cursor.skip(2);
      return { kind: "other", bytes, name: OTHER[kind] ?? `class ${kind}` };
  }
}

/** Where sign, exponent and mantissa of IEEE 754 numbers begin, and how long they are: precision, exponent's place and length, mantissa's, bias. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  2: [16, 10, 5, 0, 10, 15],
  4: [32, 23, 8, 0, 23, 127],
  8: [64, 52, 11, 0, 52, 1023],
};

function parseFloat(cursor: Hdf5Cursor, flags: number, bytes: number): Hdf5Type {
  const offset = cursor.u16();
  const layout = [cursor.u16(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u32()];
  const isVax = (flags & 0x40) !== 0;
  const isIeee = offset === 0 && !isVax && layout.every((value, at) => IEEE[bytes]?.[at] === value);
  return { kind: "float", bytes, isBigEndian: (flags & 1) !== 0, isIeee };
}

function parseMembers(
  cursor: Hdf5Cursor,
  { count, version, bytes }: { count: number; version: number; bytes: number },
  inner: () => Hdf5Type,
): { name: string; offset: number; type: Hdf5Type }[] {
  const width = bytes < 2 ** 8 ? 1 : bytes < 2 ** 16 ? 2 : bytes < 2 ** 24 ? 3 : 4;
  return Array.from({ length: Math.min(count, MOST_MEMBERS) }, () => {
    const name = parseName(cursor, version);
    const offset = version < 3 ? cursor.u32() : cursor.sized(width);
    if (version > 1) return { name, offset, type: inner() };
    // An array of up to four axes, the old way.
    const rank = cursor.u8();
    cursor.skip(3 + 4 + 4);
    const lengths = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()].slice(0, rank);
    const type = inner();
    if (rank === 0) return { name, offset, type };
    const size = lengths.reduce((product, length) => product * length, type.bytes);
    return { name, offset, type: { kind: "array", bytes: size, shape: lengths, base: type } };
  });
}

/** A name; before version 3 filled up to a multiple of eight bytes. */
function parseName(cursor: Hdf5Cursor, version: number): string {
  const start = cursor.position;
  const name = cursor.textToNul();
  if (version < 3) cursor.seek(start + Math.ceil((cursor.position - start) / 8) * 8);
  return name;
}

function integerAt(cursor: Hdf5Cursor, base: Hdf5Type): number {
  const bytes = [...cursor.bytes(base.bytes)];
  if (base.kind !== "integer" || base.bytes > 8) return Number.NaN;
  const ordered = base.isBigEndian ? bytes : bytes.toReversed();
  const value = ordered.reduce((sum, byte) => sum * 256 + byte, 0);
  return base.isSigned && (ordered[0] ?? 0) > 127 ? value - 256 ** base.bytes : value;
}

function complexOf(base: Hdf5Type, bytes: number): Hdf5Type {
  const members = ["r", "i"].map((name, at) => ({ name, offset: at * base.bytes, type: base }));
  return { kind: "compound", bytes, members };
}

/** The type that pixels of such values have. */
export type PixelType = { dtype: DataType; isBigEndian: boolean };

/** The type of pixels of such values, or null: texts, records, numbers of unusual widths. */
export function pixelTypeOf(type: Hdf5Type): PixelType | null {
  switch (type.kind) {
    case "integer": {
      const { bytes, isSigned, isBigEndian, isWhole } = type;
      // Every such width has its two types.
      const dtype = `${isSigned ? "int" : "uint"}${bytes * 8}` as DataType;
      return isWhole && [1, 2, 4, 8].includes(bytes) ? { dtype, isBigEndian } : null;
    }
    case "float": {
      const dtype = ({ 2: "float16", 4: "float32", 8: "float64" } as const)[type.bytes];
      return dtype !== undefined && type.isIeee ? { dtype, isBigEndian: type.isBigEndian } : null;
    }
    case "enumeration":
      return isTruth(type) ? { dtype: "bool", isBigEndian: false } : pixelTypeOf(type.base);
    case "compound":
      return complexPixels(type);
    default:
      return null;
  }
}

/** As h5py writes truth values: an enumeration of a byte. */
export function isTruth({ base, names, values }: Extract<Hdf5Type, { kind: "enumeration" }>): boolean {
  return base.bytes === 1 && names.join() === "FALSE,TRUE" && values.join() === "0,1";
}

/** Two floating-point numbers of one type, one after the other, the real part first, as their names say. */
function complexPixels({ bytes, members }: Extract<Hdf5Type, { kind: "compound" }>): PixelType | null {
  const [real, imaginary] = members;
  if (members.length !== 2 || !/^re?/i.test(real!.name) || !/^im?/i.test(imaginary!.name)) return null;
  const part = pixelTypeOf(real!.type);
  const other = pixelTypeOf(imaginary!.type);
  const isPair = real!.offset === 0 && imaginary!.offset === real!.type.bytes && bytes === 2 * real!.type.bytes;
  if (part === null || !isPair || part.dtype !== other?.dtype || part.isBigEndian !== other.isBigEndian) return null;
  if (part.dtype !== "float32" && part.dtype !== "float64") return null;
  return { dtype: part.dtype === "float32" ? "complex64" : "complex128", isBigEndian: part.isBigEndian };
}
