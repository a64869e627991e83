import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { type Hdf5Type, isTruth } from "./datatype.ts";
import { damagedHdf5 } from "./errors.ts";
import { readGlobalObject } from "./heaps.ts";

/** A value of an attribute or a small dataset; null where nothing is looked into (references, opaque bytes). */
export type Hdf5Value = number | string | boolean | null | Hdf5Value[] | { [member: string]: Hdf5Value };

/** Values of an attribute or a small dataset. */
export type Hdf5Values = { shape: readonly number[]; values: Hdf5Value[] };

/** Values in values: lists of lists. */
const DEEPEST = 8;
/** What one attribute or dataset may become: values, also those inside others, and bytes that values of variable length point to. */
const MOST = { values: 2_000_000, bytes: 64 * 2 ** 20 };

/** Where values come from, and what may still be made of them. */
type Decoding = { access: Hdf5Access; left: { values: number; bytes: number }; signal: AbortSignal };

/**
 * Values of one type, one after the other. Arrays of single characters, as Imaris writes texts, become one text.
 * @throws `corrupt`
 */
export async function decodeValues(
  access: Hdf5Access,
  { type, shape, bytes }: { type: Hdf5Type; shape: readonly number[]; bytes: Uint8Array },
  signal: AbortSignal,
): Promise<Hdf5Values> {
  if (type.kind === "text" && type.bytes === 1) return { shape: [], values: [textOf(bytes, type.isPaddedWithSpaces)] };
  const count = shape.reduce((product, length) => product * length, 1);
  if (count > MOST.values || type.bytes === 0) throw damagedHdf5(access.file, `${count} values of ${type.bytes} bytes`);
  const cursor = access.over(bytes);
  const decoding = { access, left: { ...MOST }, signal };
  const values: Hdf5Value[] = [];
  for (let at = 0; at < count; at++) values.push(await decodeValue(decoding, type, cursor.seek(at * type.bytes), 0));
  return { shape, values };
}

async function decodeValue(decoding: Decoding, type: Hdf5Type, cursor: Hdf5Cursor, depth: number): Promise<Hdf5Value> {
  const { access, left } = decoding;
  if (depth > DEEPEST || left.values-- <= 0) throw damagedHdf5(access.file, "values too many, or nested too deeply");
  const bytes = cursor.bytes(type.bytes);
  const inside = (part: Hdf5Type, from: number) => {
    return decodeValue(decoding, part, access.over(bytes).seek(from), depth + 1);
  };
  switch (type.kind) {
    case "integer":
    case "float":
      return numberOf(type, bytes);
    case "text":
      return textOf(bytes, type.isPaddedWithSpaces);
    case "enumeration": {
      const value = type.base.kind === "integer" ? numberOf(type.base, bytes) : null;
      return isTruth(type) ? value === 1 : value;
    }
    case "compound": {
      const entries: [string, Hdf5Value][] = [];
      for (const member of type.members) entries.push([member.name, await inside(member.type, member.offset)]);
      return Object.fromEntries(entries);
    }
    case "array": {
      const count = type.shape.reduce((product, length) => product * length, 1);
      if (count * type.base.bytes !== type.bytes) throw damagedHdf5(access.file, `an array of ${type.shape}`);
      const values: Hdf5Value[] = [];
      for (let at = 0; at < count; at++) values.push(await inside(type.base, at * type.base.bytes));
      return values;
    }
    case "variable-text":
      return textOf((await variable(decoding, bytes, 1)) ?? new Uint8Array(0), false);
    case "variable-list": {
      const items = await variable(decoding, bytes, type.base.bytes);
      if (items === null) return [];
      const count = Math.floor(items.length / Math.max(1, type.base.bytes));
      const values: Hdf5Value[] = [];
      for (let at = 0; at < count; at++) {
        values.push(await decodeValue(decoding, type.base, access.over(items).seek(at * type.base.bytes), depth + 1));
      }
      return values;
    }
    case "other":
      return null;
  }
}

/** What a value of variable length points to; null where it is empty. */
async function variable(
  { access, left, signal }: Decoding,
  reference: Uint8Array,
  itemBytes: number,
): Promise<Uint8Array | null> {
  const cursor = access.over(reference);
  const count = cursor.u32();
  const collection = cursor.address();
  const index = cursor.u32();
  if (count === 0 || collection === null || collection === 0) return null;
  const object = await readGlobalObject(access, { collection, index }, signal);
  const bytes = count * itemBytes;
  if (bytes > object.length) throw damagedHdf5(access.file, `a value longer than its place in the heap`);
  // Many values may point to one place.
  left.bytes -= bytes;
  if (left.bytes < 0) throw damagedHdf5(access.file, "values of variable length that are too long together");
  return object.subarray(0, bytes);
}

function numberOf(type: Extract<Hdf5Type, { kind: "integer" | "float" }>, bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = !type.isBigEndian;
  if (type.kind === "float") {
    if (!type.isIeee) return null;
    return type.bytes === 8 ? view.getFloat64(0, isLittle) : type.bytes === 4 ? view.getFloat32(0, isLittle) : null;
  }
  switch (type.bytes) {
    case 1:
      return type.isSigned ? view.getInt8(0) : view.getUint8(0);
    case 2:
      return type.isSigned ? view.getInt16(0, isLittle) : view.getUint16(0, isLittle);
    case 4:
      return type.isSigned ? view.getInt32(0, isLittle) : view.getUint32(0, isLittle);
    case 8:
      // Beyond 2^53 the last digits are lost: metadata have no use for them.
      return Number(type.isSigned ? view.getBigInt64(0, isLittle) : view.getBigUint64(0, isLittle));
    default:
      return null;
  }
}

/** UTF-8, or ISO 8859-1 where it is not that, up to the first NUL. */
function textOf(bytes: Uint8Array, isPaddedWithSpaces: boolean): string {
  const end = bytes.indexOf(0);
  const content = end < 0 ? bytes : bytes.subarray(0, end);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    text = new TextDecoder("latin1").decode(content);
  }
  return isPaddedWithSpaces ? text.trimEnd() : text;
}

/** The text of values: the first one, numbers as they are written; null where there is none. */
export function firstText(values: Hdf5Values | undefined): string | null {
  const value = values?.values[0];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** All values that are numbers, or texts that are one. */
export function numbersOf(values: Hdf5Values | undefined): number[] {
  const numbers = (values?.values ?? []).map((value) => {
    if (typeof value === "number") return value;
    return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  });
  return numbers.some(Number.isNaN) ? [] : numbers;
}
