import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { Cursor } from "./cursor.ts";
import { safePath } from "../model/paths.ts";
import type { ByteSource } from "./source.ts";

/** A file in a zip archive, as its central directory describes it. Layout: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.5.3. */
export type ZipEntry = {
  path: string;
  /** 0 = stored, 8 = deflate. */
  method: number;
  encrypted: boolean;
  crc32: number;
  compressedSize: number;
  size: number;
  /** Position of its local header in the archive. */
  headerOffset: number;
};

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LARGEST_COMMENT = 65_535;
const SMALLEST_ENTRY = 46;
const LOCAL_HEADER_BYTES = 30;

/** Whether the first bytes are those of a zip archive. */
export function looksLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}

/**
 * Reads the central directory. Folders are left out; of two entries with the same path the later one counts (writers
 * that update an archive append).
 * @throws `corrupt` for a missing or lying directory, for names that lead out of the archive, and for entries that
 *   overlap (a zip bomb); `limit`; `unsupported-feature` for archives in several parts
 */
export async function readZipEntries(source: ByteSource, signal?: AbortSignal): Promise<ZipEntry[]> {
  const end = await readEnd(source, signal);
  if (end.count > LIMITS.zipEntries) {
    throw new ZarrdropError("limit", `${source.name} holds more than ${LIMITS.zipEntries} files.`, {
      file: source.name,
      advice: "Unpack the archive, or write the store with shards.",
    });
  }
  if (end.size > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `The list of files in ${source.name} is too long.`, { file: source.name });
  }
  if (end.count * SMALLEST_ENTRY > end.size) throw damaged(source, "more entries than its directory can hold");
  const cursor = new Cursor(await source.read(end.offset, end.size, signal), source.name);
  const entries = new Map<string, ZipEntry>();
  const extents = new Extents(end.count);
  for (let index = 0; index < end.count; index++) {
    const { entry, nameLength } = readEntry(cursor, source);
    const to = entry.headerOffset + LOCAL_HEADER_BYTES + nameLength + entry.compressedSize;
    extents.add(entry.headerOffset, to);
    if (to > end.offset) throw damaged(source, `${entry.path} reaches into the directory`);
    if (entry.path.endsWith("/") || entry.path.endsWith("\\")) continue;
    const path = safePath(entry.path);
    if (path === null) throw damaged(source, `a name leads out of the archive: ${JSON.stringify(entry.path)}`);
    entries.set(path, { ...entry, path });
  }
  if (extents.overlap()) throw damaged(source, "entries overlap");
  return [...entries.values()];
}

/** Where entries lie in the archive. */
class Extents {
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#from = new Float64Array(capacity);
    this.#to = new Float64Array(capacity);
  }

  add(from: number, to: number): void {
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#count++;
  }

  overlap(): boolean {
    // Writers list entries as they wrote them: then nothing has to be sorted.
    if (!this.#overlapInOrder(null)) return false;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    return this.#overlapInOrder(order.sort((a, b) => this.#from[a]! - this.#from[b]!));
  }

  #overlapInOrder(order: Uint32Array | null): boolean {
    let end = 0;
    for (let place = 0; place < this.#count; place++) {
      const index = order?.[place] ?? place;
      if (this.#from[index]! < end) return true;
      end = this.#to[index]!;
    }
    return false;
  }
}

type End = { count: number; size: number; offset: number };

async function readEnd(source: ByteSource, signal: AbortSignal | undefined): Promise<End> {
  const length = Math.min(source.size, END_BYTES + LARGEST_COMMENT + LOCATOR_BYTES);
  const start = source.size - length;
  const tail = await source.read(start, length, signal);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let position = length - END_BYTES; position >= 0; position--) {
    if (view.getUint32(position, true) !== END_SIGNATURE) continue;
    // The comment must fill the rest, otherwise these four bytes are part of something else.
    if (position + END_BYTES + view.getUint16(position + 20, true) !== length) continue;
    const cursor = new Cursor(tail, source.name).seek(position + 4);
    const disk = cursor.u16();
    const directoryDisk = cursor.u16();
    cursor.skip(2);
    const plain: End = { count: cursor.u16(), size: cursor.u32(), offset: cursor.u32() };
    const end = (await readEnd64(source, start + position, signal)) ?? plain;
    if (disk !== directoryDisk && disk !== 0xffff) {
      throw new ZarrdropError("unsupported-feature", `${source.name} is one part of an archive in several parts.`, {
        file: source.name,
        advice: "Unpack the archive first.",
      });
    }
    if (end.offset + end.size > start + position) throw damaged(source, "the directory leaves the file");
    return end;
  }
  throw damaged(source, "no end of central directory");
}

/** The zip64 record, if a locator lies before the plain one (APPNOTE 4.3.14 and 4.3.15). */
async function readEnd64(source: ByteSource, end: number, signal: AbortSignal | undefined): Promise<End | null> {
  if (end < LOCATOR_BYTES) return null;
  const locator = new Cursor(await source.read(end - LOCATOR_BYTES, LOCATOR_BYTES, signal), source.name);
  if (locator.u32() !== END64_LOCATOR_SIGNATURE) return null;
  locator.skip(4);
  const record = new Cursor(await source.read(locator.u64(), 56, signal), source.name);
  if (record.u32() !== END64_SIGNATURE) throw damaged(source, "bad zip64 record");
  record.skip(8 + 2 + 2 + 4 + 4 + 8);
  return { count: record.u64(), size: record.u64(), offset: record.u64() };
}

function readEntry(cursor: Cursor, source: ByteSource): { entry: ZipEntry; nameLength: number } {
  if (cursor.u32() !== ENTRY_SIGNATURE) throw damaged(source, "bad entry in the directory");
  cursor.skip(4);
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.skip(4);
  const crc32 = cursor.u32();
  let compressedSize = cursor.u32();
  let size = cursor.u32();
  const nameLength = cursor.u16();
  const extraLength = cursor.u16();
  const commentLength = cursor.u16();
  cursor.skip(8);
  let headerOffset = cursor.u32();
  const name = cursor.bytes(nameLength);
  const extra = new Cursor(cursor.bytes(extraLength), source.name);
  cursor.skip(commentLength);
  while (extra.remaining >= 4) {
    const id = extra.u16();
    const field = new Cursor(extra.bytes(extra.u16()), source.name);
    if (id !== 1) continue;
    // Zip64: only the fields that did not fit are there, in this order.
    if (size === 0xffffffff) size = field.u64();
    if (compressedSize === 0xffffffff) compressedSize = field.u64();
    if (headerOffset === 0xffffffff) headerOffset = field.u64();
    break;
  }
  const entry = {
    path: decodeName(name),
    method,
    encrypted: (flags & 1) !== 0,
    crc32,
    compressedSize,
    size,
    headerOffset,
  };
  return { entry, nameLength };
}

const NAMES = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 whatever the flag says, as most writers do; names that are not UTF-8 keep their bytes as ISO 8859-1. */
function decodeName(bytes: Uint8Array): string {
  try {
    return NAMES.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}

function damaged(source: ByteSource, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The archive ${source.name} is damaged or cut off.`, {
    file: source.name,
    technical,
  });
}
