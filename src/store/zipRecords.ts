/**
 * The records of a zip archive (PKWARE APPNOTE 6.3.10) whose entries are stored as they are. Zip64 fields are there only where a
 * number does not fit its field. No clock: every entry has the earliest date that zip knows.
 */

/** A file in the archive. */
export type ZipEntry = {
  path: string;
  /** Bytes. */
  size: number;
  /** Unsigned 32-bit. */
  crc32: number;
  /** Where its local header begins in the archive. */
  offset: number;
};

const LARGEST_32 = 0xffff_ffff;
const LARGEST_16 = 0xffff;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** "Made by" Unix, so that the permissions below are understood. */
const UNIX = 3 << 8;
const REGULAR_FILE_644 = 0o100644 * 2 ** 16;
const FLAG_UTF8 = 1 << 11;
/** 1 January 1980. */
const DATE = (1 << 5) | 1;
const ZIP64_EXTRA = 1;

/** Puts little-endian numbers and bytes one after the other. */
class RecordWriter {
  readonly #bytes: number[] = [];

  u16(value: number): this {
    this.#bytes.push(value & 255, (value >>> 8) & 255);
    return this;
  }

  u32(value: number): this {
    return this.u16(value & LARGEST_16).u16(Math.floor(value / 2 ** 16));
  }

  /** Up to 2^53. */
  u64(value: number): this {
    return this.u32(value % 2 ** 32).u32(Math.floor(value / 2 ** 32));
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

/** What stands before the bytes of an entry. */
export function localHeader({ path, size, crc32 }: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = encodeName(path);
  const isLarge = size >= LARGEST_32;
  const extra = isLarge ? new RecordWriter().u16(ZIP64_EXTRA).u16(16).u64(size).u64(size).done() : new Uint8Array();
  return new RecordWriter()
    .u32(0x0403_4b50)
    .u16(isLarge ? VERSION_ZIP64 : VERSION)
    .u16(name.flags)
    .u16(0) // stored
    .u16(0) // time
    .u16(DATE)
    .u32(crc32)
    .u32(isLarge ? LARGEST_32 : size)
    .u32(isLarge ? LARGEST_32 : size)
    .u16(name.bytes.length)
    .u16(extra.length)
    .raw(name.bytes)
    .raw(extra)
    .done();
}

/** Entry of the central directory. */
export function directoryRecord({ path, size, crc32, offset }: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = encodeName(path);
  const large = new RecordWriter();
  // Only the fields that do not fit, in this order.
  if (size >= LARGEST_32) large.u64(size).u64(size);
  if (offset >= LARGEST_32) large.u64(offset);
  const fields = large.done();
  const extra =
    fields.length === 0 ? fields : new RecordWriter().u16(ZIP64_EXTRA).u16(fields.length).raw(fields).done();
  const version = extra.length === 0 ? VERSION : VERSION_ZIP64;
  return new RecordWriter()
    .u32(0x0201_4b50)
    .u16(UNIX | version)
    .u16(version)
    .u16(name.flags)
    .u16(0)
    .u16(0)
    .u16(DATE)
    .u32(crc32)
    .u32(Math.min(size, LARGEST_32))
    .u32(Math.min(size, LARGEST_32))
    .u16(name.bytes.length)
    .u16(extra.length)
    .u16(0) // comment
    .u16(0) // disk
    .u16(0) // internal attributes
    .u32(REGULAR_FILE_644)
    .u32(Math.min(offset, LARGEST_32))
    .raw(name.bytes)
    .raw(extra)
    .done();
}

/** What ends an archive: where the central directory is, and the comment. `offset` and `size` are in bytes. */
export function endRecords(
  directory: { entries: number; size: number; offset: number },
  comment: string,
): Uint8Array<ArrayBuffer> {
  const { entries, size, offset } = directory;
  const text = new TextEncoder().encode(comment);
  const writer = new RecordWriter();
  if (entries >= LARGEST_16 || size >= LARGEST_32 || offset >= LARGEST_32) {
    writer
      .u32(0x0606_4b50)
      .u64(44) // bytes of this record after this field
      .u16(UNIX | VERSION_ZIP64)
      .u16(VERSION_ZIP64)
      .u32(0)
      .u32(0)
      .u64(entries)
      .u64(entries)
      .u64(size)
      .u64(offset)
      .u32(0x0706_4b50)
      .u32(0)
      .u64(offset + size)
      .u32(1);
  }
  return writer
    .u32(0x0605_4b50)
    .u16(0)
    .u16(0)
    .u16(Math.min(entries, LARGEST_16))
    .u16(Math.min(entries, LARGEST_16))
    .u32(Math.min(size, LARGEST_32))
    .u32(Math.min(offset, LARGEST_32))
    .u16(text.length)
    .raw(text)
    .done();
}

function encodeName(path: string): { bytes: Uint8Array; flags: number } {
  const bytes = new TextEncoder().encode(path);
  return { bytes, flags: bytes.length === path.length ? 0 : FLAG_UTF8 };
}
