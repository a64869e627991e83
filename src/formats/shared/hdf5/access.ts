import { CachedSource } from "../../../bytes/cachedSource.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { damagedHdf5 } from "./errors.ts";
import { lookup3 } from "./lookup3.ts";

/** Structures are small and lie between the data: blocks of this size are kept of them, 4 MiB in all. */
const METADATA_CACHE = { blockBytes: 32 * 1024, blocks: 128 };
/** Bytes of parsed nodes of trees and heaps that are kept. */
const PARSED_BYTES = 8 * 2 ** 20;
/** Bytes of the members of groups that are kept: half of it has to hold the largest group (`links.ts`), in which each member is looked for. */
const MEMBERS_BYTES = 32 * 2 ** 20;
/** A single structure (header chunk, node of a tree, heap block) is no larger: the library's own limits are far below. */
const LARGEST_STRUCTURE = 64 * 2 ** 20;
const CHECKSUM_BYTES = 4;

/** Widths of addresses and sizes in a file, in bytes. */
export type Hdf5Widths = { address: number; size: number };

/** A cursor that knows how wide addresses and sizes are in a file. */
export class Hdf5Cursor extends Cursor {
  readonly #file: string;
  readonly #widths: Hdf5Widths;

  /** `file` names the file in errors. */
  constructor(bytes: Uint8Array, file: string, widths: Hdf5Widths) {
    super(bytes, file);
    this.#file = file;
    this.#widths = widths;
  }

  /** An address in the file, relative to its base; null for the undefined one. */
  address(): number | null {
    const bytes = this.bytes(this.#widths.address);
    if (bytes.every((byte) => byte === 0xff)) return null;
    return this.#number(bytes);
  }

  /** An address that has to be defined. */
  definedAddress(): number {
    const address = this.address();
    if (address === null) throw damagedHdf5(this.#file, `no address at ${this.position - this.#widths.address}`);
    return address;
  }

  /** A size or count in the file's own width; null for the undefined one. */
  size(): number | null {
    const bytes = this.bytes(this.#widths.size);
    if (bytes.every((byte) => byte === 0xff)) return null;
    return this.#number(bytes);
  }

  /** A size that has to be defined. */
  definedSize(): number {
    const size = this.size();
    if (size === null) throw damagedHdf5(this.#file, `no size at ${this.position - this.#widths.size}`);
    return size;
  }

  /** A little-endian number of so many bytes. */
  sized(width: number): number {
    return this.#number(this.bytes(width));
  }

  /** UTF-8 text up to a NUL, after which the cursor stands; the NUL must be there. */
  textToNul(): string {
    const start = this.position;
    const rest = this.bytes(this.remaining);
    const end = rest.indexOf(0);
    if (end < 0) throw damagedHdf5(this.#file, `text without an end at ${start}`);
    this.seek(start + end + 1);
    return new TextDecoder().decode(rest.subarray(0, end));
  }

  #number(bytes: Uint8Array): number {
    let value = 0;
    for (let at = bytes.length - 1; at >= 0; at--) value = value * 256 + bytes[at]!;
    if (!Number.isSafeInteger(value))
      throw damagedHdf5(this.#file, `an impossibly large number before ${this.position}`);
    return value;
  }
}

/** Decoded chunks that were used in part, by file, dataset and place: one cache for all files of a set. */
export type ChunkCache = BoundedCache<string, Uint8Array<ArrayBuffer>>;

/** Random access to the structures of an HDF5 file by their addresses, through a bounded cache. */
export class Hdf5Access {
  /** The file, for data, which need no cache. */
  readonly source: ByteSource;
  /** Where addresses count from, in the file. */
  readonly base: number;
  readonly widths: Hdf5Widths;
  readonly chunks: ChunkCache;
  readonly #metadata: ByteSource;
  readonly #parsed = parsedCache(PARSED_BYTES);
  readonly #members = parsedCache(MEMBERS_BYTES);

  constructor(source: ByteSource, base: number, widths: Hdf5Widths, chunks: ChunkCache) {
    this.source = source;
    this.base = base;
    this.widths = widths;
    this.chunks = chunks;
    this.#metadata = new CachedSource(source, METADATA_CACHE);
  }

  get file(): string {
    return this.source.name;
  }

  /**
   * The bytes at an address.
   * @throws `corrupt` when they are not in the file, or too many for a structure
   */
  async read(address: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    if (length > LARGEST_STRUCTURE) throw damagedHdf5(this.file, `a structure of ${length} bytes at ${address}`);
    return this.#metadata.read(this.base + address, length, signal);
  }

  /** A cursor over the bytes at an address. */
  async cursor(address: number, length: number, signal: AbortSignal): Promise<Hdf5Cursor> {
    return this.over(await this.read(address, length, signal));
  }

  /** A cursor over bytes of the file. */
  over(bytes: Uint8Array): Hdf5Cursor {
    return new Hdf5Cursor(bytes, this.file, this.widths);
  }

  /**
   * A cursor behind the four letters that a structure begins with.
   * @throws `corrupt` where other letters stand there
   */
  async signed(address: number, length: number, letters: string, signal: AbortSignal): Promise<Hdf5Cursor> {
    const cursor = await this.cursor(address, length, signal);
    if (cursor.ascii(4) !== letters) throw damagedHdf5(this.file, `no ${letters} at ${address}`);
    return cursor;
  }

  /**
   * The same for a structure that ends with its checksum, which is looked at; the cursor ends before it.
   * @throws `corrupt`
   */
  async checked(address: number, length: number, letters: string, signal: AbortSignal): Promise<Hdf5Cursor> {
    const bytes = await this.read(address, length, signal);
    const content = this.withoutChecksum(bytes, address);
    const cursor = this.over(content);
    if (cursor.ascii(4) !== letters) throw damagedHdf5(this.file, `no ${letters} at ${address}`);
    return cursor;
  }

  /**
   * Bytes before the checksum behind them.
   * @throws `corrupt` for a wrong one
   */
  withoutChecksum(bytes: Uint8Array, address: number): Uint8Array {
    const end = bytes.length - CHECKSUM_BYTES;
    if (end < 0) throw damagedHdf5(this.file, `no room for a checksum at ${address}`);
    const content = bytes.subarray(0, end);
    const stored = new DataView(bytes.buffer, bytes.byteOffset + end, CHECKSUM_BYTES).getUint32(0, true);
    if (stored !== lookup3(content)) throw damagedHdf5(this.file, `wrong checksum at ${address}`);
    return content;
  }

  /**
   * What a structure was parsed to, kept while there is room; `key` tells structures and ways to parse them apart, `bytesOf` is about what
   * the value takes.
   */
  kept<Value>(key: string, parse: () => Promise<Value>, bytesOf: (value: Value) => number): Promise<Value> {
    return keptIn(this.#parsed, key, parse, bytesOf);
  }

  /** The same for the members of a group, which have room of their own: they may be many, and are asked for once for each of them. */
  keptMembers<Value>(key: string, parse: () => Promise<Value>, bytesOf: (value: Value) => number): Promise<Value> {
    return keptIn(this.#members, key, parse, bytesOf);
  }
}

type ParsedCache = BoundedCache<string, { value: unknown; bytes: number }>;

function parsedCache(capacity: number): ParsedCache {
  return new BoundedCache(capacity, ({ bytes }) => bytes);
}

async function keptIn<Value>(
  cache: ParsedCache,
  key: string,
  parse: () => Promise<Value>,
  bytesOf: (value: Value) => number,
): Promise<Value> {
  const known = cache.get(key);
  // Of one key there is one kind of value.
  if (known !== undefined) return known.value as Value;
  const value = await parse();
  cache.put(key, { value, bytes: bytesOf(value) });
  return value;
}
