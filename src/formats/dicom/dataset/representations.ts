import type { Cursor } from "../../../bytes/cursor.ts";

/** A value representation (PS3.5, 6.2): of files that do not write it, what the dictionary says (PS3.6). */
export type Representation = string;

type NumberForm = { bytes: number; read(cursor: Cursor): number };

/** Representations of numbers in bytes; the others are texts, sequences, or bytes of no meaning. */
const NUMBERS: Readonly<Record<Representation, NumberForm>> = {
  US: { bytes: 2, read: (cursor) => cursor.u16() },
  OW: { bytes: 2, read: (cursor) => cursor.u16() },
  SS: { bytes: 2, read: (cursor) => cursor.i16() },
  AT: { bytes: 4, read: (cursor) => cursor.u16() * 0x10000 + cursor.u16() },
  UL: { bytes: 4, read: (cursor) => cursor.u32() },
  SL: { bytes: 4, read: (cursor) => cursor.i32() },
  FL: { bytes: 4, read: (cursor) => cursor.f32() },
  FD: { bytes: 8, read: (cursor) => cursor.f64() },
  UV: { bytes: 8, read: (cursor) => Number(cursor.bigU64()) },
  SV: { bytes: 8, read: (cursor) => Number(BigInt.asIntN(64, cursor.bigU64())) },
  OV: { bytes: 8, read: (cursor) => Number(cursor.bigU64()) },
};

/** Representations whose elements have a length of 32 bits, behind two bytes of nothing (PS3.5, 7.1.2). */
const LONG = new Set<Representation>("OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" "));

/** How a representation's numbers are stored; undefined for those that are no numbers in bytes. */
export function numberForm(vr: Representation): NumberForm | undefined {
  return NUMBERS[vr];
}

/** Whether elements of a representation have a length of 32 bits. */
export function hasLongLength(vr: Representation): boolean {
  return LONG.has(vr);
}
