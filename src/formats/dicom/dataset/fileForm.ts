import { Cursor } from "../../../bytes/cursor.ts";
import { SliceSource } from "../../../bytes/sliceSource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { hasText } from "../../shared/headBytes.ts";
import { InflatedSource } from "../../shared/inflatedSource.ts";
import type { DataSetForm } from "./readDataSet.ts";
import { hasLongLength } from "./representations.ts";
import { TAGS } from "./tags.ts";
import { DEFLATED_DATA_SET, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from "./transferSyntax.ts";

/** A file's data set: in the file itself, or in what is deflated in it. */
export type FileForm = DataSetForm & {
  source: ByteSource;
  /** UID of the transfer syntax; what is usual where the file does not say. */
  syntax: string;
  /** Bytes to read at once; undefined: what is usual. */
  windowBytes?: number;
};

const PREAMBLE_BYTES = 132;
/** Honest file meta information has some hundred bytes. */
const MOST_META_BYTES = 16 * 1024;
const META_GROUP = 2;

/**
 * Finds a file's data set behind preamble and file meta information (PS3.10, chapter 7), of which both may be missing.
 * @throws `corrupt`; those of the source
 */
export async function readFileForm(source: ByteSource, signal: AbortSignal): Promise<FileForm> {
  const head = await source.read(0, Math.min(MOST_META_BYTES, source.size), signal);
  const begin = hasText(head, 128, "DICM") ? PREAMBLE_BYTES : 0;
  const cursor = new Cursor(head, source.name);
  let syntax: string | null = null;
  cursor.seek(begin);
  while (cursor.remaining >= 8) {
    const start = cursor.position;
    const group = cursor.u16();
    const element = cursor.u16();
    if (group !== META_GROUP) {
      cursor.seek(start);
      break;
    }
    const value = cursor.bytes(metaLength(cursor));
    if (META_GROUP * 0x10000 + element === TAGS.TransferSyntaxUID.tag) syntax = uidOf(value);
  }
  const start = cursor.position;
  if (syntax === DEFLATED_DATA_SET) {
    const packed = new SliceSource(source, start, source.size - start, source.name);
    const inflated = new InflatedSource(packed, "none");
    return { ...formOf(await inflated.read(0, 8, signal)), start: 0, source: inflated, syntax, windowBytes: 0 };
  }
  if (start + 8 > source.size) {
    throw new ZarrdropError("corrupt", `${source.name} ends behind its header: there is no data in it.`);
  }
  const form = formOf(await source.read(start, 8, signal));
  return {
    ...form,
    start,
    source,
    syntax: syntax ?? (form.isExplicit ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN),
  };
}

function metaLength(cursor: Cursor): number {
  const start = cursor.position;
  const vr = cursor.ascii(2);
  if (!/^[A-Z]{2}$/.test(vr)) return cursor.seek(start).u32();
  if (!hasLongLength(vr)) return cursor.u16();
  return cursor.skip(2).u32();
}

function uidOf(value: Uint8Array): string {
  return new TextDecoder("latin1").decode(value).replace(/[\s\0]+$/, "");
}

/** How elements are written, as the first of them shows: not all files say so rightly. Its group is a small number. */
export function formOf(first: Uint8Array): Pick<DataSetForm, "isExplicit" | "littleEndian"> {
  const [low = 0, high = 0, , , one = 0, two = 0] = first;
  const isLetter = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
  return { isExplicit: isLetter(one) && isLetter(two), littleEndian: !(low === 0 && high !== 0) };
}
