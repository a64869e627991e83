import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { decodeXmlBytes } from "../../shared/xml.ts";
import { FIELD, fieldBytes, TAG } from "./tags.ts";

/**
 * How the numbers of a file are written: the eight bytes at its start say so (TIFF 6.0 section 2; BigTIFF). "ndpi": classic fields, but
 * offsets of 64 bits, their upper halves behind the directory (Hamamatsu; tifffile's and OpenSlide's reading of it).
 */
export type TiffHeader = { littleEndian: boolean; kind: "classic" | "big" | "ndpi"; firstDirectory: number };

/** One field of a directory. Its value is read when somebody asks for it. */
export type TagEntry = {
  code: number;
  type: number;
  /** Number of values. */
  count: number;
  /** File offset of the first value, which may be inside the directory itself. */
  offset: number;
  /** The directory's bytes and the place in them, when the value lies inside the directory. */
  inline: { bytes: Uint8Array; at: number } | null;
};

/** An image file directory (IFD): the fields of one image. */
export type Directory = {
  /** File offset; identifies the directory. */
  offset: number;
  /** By tag number; of a repeated tag the first. */
  entries: ReadonlyMap<number, TagEntry>;
  /** A second ImageDescription, where tifffile puts its own beside a foreign one. */
  secondDescription: TagEntry | null;
  /** Offset of the next directory, 0 after the last. */
  next: number;
  /** As it is in the file: the number of fields, the fields, and what follows. */
  bytes: Uint8Array;
};

/** Enough for a directory of 40 fields in one read. */
const FIRST_READ_BYTES = 1024;

/**
 * Reads the header.
 * @throws `unsupported-format` for a file that is no TIFF, `corrupt` for one that ends in the header
 */
export async function readHeader(source: ByteSource, signal: AbortSignal): Promise<TiffHeader> {
  if (source.size === 0) throw new ZarrdropError("corrupt", `${source.name} is empty.`, { file: source.name });
  const bytes = await source.read(0, Math.min(16, source.size), signal);
  const cursor = new Cursor(bytes, source.name);
  const order = bytes.length >= 4 ? cursor.u16() : 0;
  if (order !== 0x4949 && order !== 0x4d4d) throw notTiff(source.name);
  cursor.littleEndian = order === 0x4949;
  const version = cursor.u16();
  if (version === 42) {
    return { littleEndian: cursor.littleEndian, kind: "classic", firstDirectory: cursor.u32() };
  }
  if (version !== 43 || cursor.u16() !== 8 || cursor.u16() !== 0) throw notTiff(source.name);
  return { littleEndian: cursor.littleEndian, kind: "big", firstDirectory: cursor.u64() };
}

/**
 * Reads the directory at an offset.
 * @throws `corrupt`, `limit`
 */
export async function readDirectory(
  source: ByteSource,
  header: TiffHeader,
  offset: number,
  signal: AbortSignal,
): Promise<Directory> {
  const isBig = header.kind === "big";
  const countBytes = isBig ? 8 : 2;
  const entryBytes = isBig ? 20 : 12;
  const nextBytes = header.kind === "classic" ? 4 : 8;
  if (!(offset >= 8 && offset + countBytes + entryBytes <= source.size)) throw badDirectory(source.name, offset);
  let bytes = await source.read(offset, Math.min(FIRST_READ_BYTES, source.size - offset), signal);
  const counter = new Cursor(bytes, source.name, header.littleEndian);
  const count = isBig ? counter.u64() : counter.u16();
  if (count === 0 || count > LIMITS.tiffTags) throw badDirectory(source.name, offset);
  const length = countBytes + count * entryBytes;
  const highBytes = header.kind === "ndpi" ? 4 * count : 0;
  const total = length + nextBytes + highBytes;
  if (bytes.length < total) {
    // The pointer to the next directory may be missing at the very end of a file.
    const available = source.size - offset;
    if (available < length) throw badDirectory(source.name, offset);
    bytes = await source.read(offset, Math.min(total, available), signal);
  }
  // A copy: the bytes that were read belong to a cache block that must be free to go.
  const kept = bytes.slice(0, total);
  const cursor = new Cursor(kept, source.name, header.littleEndian).seek(countBytes);
  const entries = new Map<number, TagEntry>();
  let secondDescription: TagEntry | null = null;
  for (let index = 0; index < count; index++) {
    let entry = readEntry(cursor, isBig, offset, kept);
    if (entry === null) continue;
    if (highBytes > 0 && kept.length === total) entry = withUpperHalf(entry, kept, length + nextBytes + 4 * index);
    if (!entries.has(entry.code)) entries.set(entry.code, entry);
    else if (entry.code === TAG.ImageDescription) secondDescription ??= entry;
  }
  const next = cursor.remaining < nextBytes ? 0 : nextBytes === 8 ? cursor.u64() : cursor.u32();
  return { offset, entries, secondDescription, next, bytes: kept };
}

/**
 * What a directory says follows it, 0 after the last: `at` is its place in `bytes`. Null if it is not whole in them, or no directory; then
 * `readDirectory` knows why.
 */
export function nextDirectoryIn(bytes: DataView, header: TiffHeader, at: number): number | null {
  const { littleEndian, kind } = header;
  const isBig = kind === "big";
  const countBytes = isBig ? 8 : 2;
  if (at < 0 || at + countBytes > bytes.byteLength) return null;
  const count = isBig ? Number(bytes.getBigUint64(at, littleEndian)) : bytes.getUint16(at, littleEndian);
  const end = at + countBytes + count * (isBig ? 20 : 12);
  const nextBytes = kind === "classic" ? 4 : 8;
  if (count === 0 || count > LIMITS.tiffTags || end + nextBytes > bytes.byteLength) return null;
  return nextBytes === 4 ? bytes.getUint32(end, littleEndian) : Number(bytes.getBigUint64(end, littleEndian));
}

/**
 * Whether the directory at a place in `bytes` has the fields of another one, and in those that `matters` names the same value (or the same
 * pointer to it). False too if it is not whole in the bytes.
 */
export function isDirectoryLike(
  bytes: Uint8Array,
  at: number,
  other: Uint8Array,
  header: TiffHeader,
  matters: (code: number) => boolean,
): boolean {
  const isBig = header.kind === "big";
  const countBytes = isBig ? 8 : 2;
  const entryBytes = isBig ? 20 : 12;
  // Code, type and number of values come first.
  const fixedBytes = isBig ? 12 : 8;
  const view = new DataView(other.buffer, other.byteOffset, other.byteLength);
  const count = isBig ? Number(view.getBigUint64(0, header.littleEndian)) : view.getUint16(0, header.littleEndian);
  const total = countBytes + count * entryBytes;
  if (at < 0 || at + total > bytes.length || total > other.length) return false;
  for (let index = 0; index < countBytes; index++) if (bytes[at + index] !== other[index]) return false;
  for (let entry = countBytes; entry < total; entry += entryBytes) {
    const compared = matters(view.getUint16(entry, header.littleEndian)) ? entryBytes : fixedBytes;
    for (let index = entry; index < entry + compared; index++) if (bytes[at + index] !== other[index]) return false;
  }
  return true;
}

/** The next field, or null for one of an unknown type (TIFF 6.0: readers should skip over them). */
function readEntry(cursor: Cursor, bigTiff: boolean, directory: number, bytes: Uint8Array): TagEntry | null {
  const code = cursor.u16();
  const type = cursor.u16();
  const count = bigTiff ? Number(cursor.bigU64()) : cursor.u32();
  const fieldStart = cursor.position;
  const inlineBytes = bigTiff ? 8 : 4;
  const size = fieldBytes(type) * count;
  const pointer = bigTiff ? Number(cursor.bigU64()) : cursor.u32();
  if (fieldBytes(type) === 0) return null;
  if (size > inlineBytes) return { code, type, count, offset: pointer, inline: null };
  return { code, type, count, offset: directory + fieldStart, inline: { bytes, at: fieldStart } };
}

/** NDPI: the upper half of an entry's offset, or of its single number. */
function withUpperHalf(entry: TagEntry, bytes: Uint8Array, at: number): TagEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const high = view.getUint32(at, true);
  if (high === 0) return entry;
  if (entry.inline === null) return { ...entry, offset: entry.offset + high * 2 ** 32 };
  const isLong = entry.type === FIELD.Long || entry.type === FIELD.SignedLong || entry.type === FIELD.Ifd;
  if (!isLong || entry.count !== 1) return entry;
  const value = new Uint8Array(8);
  value.set(bytes.subarray(entry.inline.at, entry.inline.at + 4));
  value.set(bytes.subarray(at, at + 4), 4);
  return { ...entry, type: FIELD.Long8, inline: { bytes: value, at: 0 } };
}

/**
 * Bytes of a field's value.
 * @throws `corrupt` when it lies outside the file, `limit` above `most` bytes
 */
export async function readFieldBytes(
  source: ByteSource,
  entry: TagEntry,
  signal: AbortSignal,
  most: number = LIMITS.metadataBytes,
): Promise<Uint8Array> {
  const length = entry.count * fieldBytes(entry.type);
  if (entry.inline !== null) return entry.inline.bytes.subarray(entry.inline.at, entry.inline.at + length);
  if (length > most) {
    throw new ZarrdropError("limit", `${source.name} has a field of ${length} bytes, which is too much.`, {
      file: source.name,
      technical: `tag ${entry.code}`,
    });
  }
  return source.read(entry.offset, length, signal);
}

/** Values of a numeric field; a rational gives two (numerator, denominator). Empty for text. */
export async function readNumbers(
  source: ByteSource,
  header: TiffHeader,
  entry: TagEntry,
  signal: AbortSignal,
): Promise<Float64Array> {
  const bytes = await readFieldBytes(source, entry, signal);
  return decodeNumbers(bytes, entry, header.littleEndian);
}

/** The first value of a numeric field that lies inside the directory; null for others. */
export function inlineNumber(entry: TagEntry, header: TiffHeader): number | null {
  const { inline, type, count } = entry;
  if (inline === null || count !== 1) return null;
  const { bytes, at } = inline;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, fieldBytes(type));
  if (type === FIELD.Short) return view.getUint16(0, header.littleEndian);
  if (type === FIELD.Long) return view.getUint32(0, header.littleEndian);
  return decodeNumbers(bytes.subarray(at, at + fieldBytes(type)), entry, header.littleEndian)[0] ?? null;
}

function decodeNumbers(bytes: Uint8Array, entry: TagEntry, little: boolean): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (entry.type) {
    case FIELD.Byte:
    case FIELD.Undefined:
      return Float64Array.from(bytes);
    case FIELD.SignedByte:
      return fill(entry.count, 1, (at) => view.getInt8(at));
    case FIELD.Short:
      return fill(entry.count, 2, (at) => view.getUint16(at, little));
    case FIELD.SignedShort:
      return fill(entry.count, 2, (at) => view.getInt16(at, little));
    case FIELD.Long:
    case FIELD.Ifd:
      return fill(entry.count, 4, (at) => view.getUint32(at, little));
    case FIELD.SignedLong:
      return fill(entry.count, 4, (at) => view.getInt32(at, little));
    case FIELD.Rational:
      return fill(entry.count * 2, 4, (at) => view.getUint32(at, little));
    case FIELD.SignedRational:
      return fill(entry.count * 2, 4, (at) => view.getInt32(at, little));
    case FIELD.Float:
      return fill(entry.count, 4, (at) => view.getFloat32(at, little));
    case FIELD.Double:
      return fill(entry.count, 8, (at) => view.getFloat64(at, little));
    case FIELD.Long8:
    case FIELD.Ifd8:
      // Offsets above 2^53 lose digits here and are refused when they are read from.
      return fill(entry.count, 8, (at) => Number(view.getBigUint64(at, little)));
    case FIELD.SignedLong8:
      return fill(entry.count, 8, (at) => Number(view.getBigInt64(at, little)));
    default:
      return new Float64Array(0);
  }
}

function fill(count: number, step: number, get: (at: number) => number): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) values[index] = get(index * step);
  return values;
}

/**
 * A text field without the NULs that end it; UTF-8, else Windows-1252.
 * @throws `limit` above `LIMITS.xmlCharacters`
 */
export async function readText(source: ByteSource, entry: TagEntry, signal: AbortSignal): Promise<string> {
  if (entry.type !== FIELD.Ascii && entry.type !== FIELD.Byte && entry.type !== FIELD.Undefined) return "";
  const bytes = await readFieldBytes(source, entry, signal, LIMITS.xmlCharacters);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return decodeXmlBytes(bytes.subarray(0, end)).trim();
}

function notTiff(file: string): ZarrdropError {
  return new ZarrdropError("unsupported-format", `${file} is not a TIFF file, whatever its name says.`, { file });
}

function badDirectory(file: string, offset: number): ZarrdropError {
  return new ZarrdropError(
    "corrupt",
    `${file} is damaged or cut off: the description of an image is not where the file says.`,
    { file, technical: `directory at ${offset}` },
  );
}
