/**
 * The records of a zip archive (PKWARE APPNOTE 6.3.10) whose entries are stored as they are. All sizes and places stand in Zip64 fields,
 * whether they would fit the others or not, as RFC-9 of NGFF wants it. No clock: every entry has the earliest date that zip knows.
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
/** Of APPNOTE, the first with Zip64. */
const VERSION = 45;
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
  const extra = new RecordWriter().u16(ZIP64_EXTRA).u16(16).u64(size).u64(size).done();
  return new RecordWriter()
    .u32(0x0403_4b50)
    .u16(VERSION)
    .u16(name.flags)
    .u16(0) // stored
    .u16(0) // time
    .u16(DATE)
    .u32(crc32)
    .u32(LARGEST_32)
    .u32(LARGEST_32)
    .u16(name.bytes.length)
    .u16(extra.length)
    .raw(name.bytes)
    .raw(extra)
    .done();
}

/** Entry of the central directory. */
export function directoryRecord({ path, size, crc32, offset }: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = encodeName(path);
  const extra = new RecordWriter().u16(ZIP64_EXTRA).u16(24).u64(size).u64(size).u64(offset).done();
  return new RecordWriter()
    .u32(0x0201_4b50)
    .u16(UNIX | VERSION)
    .u16(VERSION)
    .u16(name.flags)
    .u16(0)
    .u16(0)
    .u16(DATE)
    .u32(crc32)
    .u32(LARGEST_32)
    .u32(LARGEST_32)
    .u16(name.bytes.length)
    .u16(extra.length)
    .u16(0) // comment
    .u16(0) // disk
    .u16(0) // internal attributes
    .u32(REGULAR_FILE_644)
    .u32(LARGEST_32)
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
  return new RecordWriter()
    .u32(0x0606_4b50)
    .u64(44) // bytes of this record after this field
    .u16(UNIX | VERSION)
    .u16(VERSION)
    .u32(0)
    .u32(0)
    .u64(entries)
    .u64(entries)
    .u64(size)
    .u64(offset)
    .u32(0x0706_4b50)
    .u32(0)
    .u64(offset + size)
    .u32(1)
    .u32(0x0605_4b50)
    .u16(0)
    .u16(0)
    .u16(LARGEST_16)
    .u16(LARGEST_16)
    .u32(LARGEST_32)
    .u32(LARGEST_32)
    .u16(text.length)
    .raw(text)
    .done();
}

function encodeName(path: string): { bytes: Uint8Array; flags: number } {
  const bytes = new TextEncoder().encode(path);
  return { bytes, flags: bytes.length === path.length ? 0 : FLAG_UTF8 };
}
