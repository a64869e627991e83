import { crc32c } from "../codecs/crc32c.ts";
import { ZarrdropError } from "../model/errors.ts";

/** An entry of a shard's index: where an inner chunk lies, or null for one that is left out. */
export type ShardEntry = { offset: number; length: number } | null;

/** Offset and length of an inner chunk that is left out (Zarr v3, sharding codec: 2^64 − 1). */
const EMPTY = 0xffff_ffff_ffff_ffffn;
const ENTRY_BYTES = 16;
const CHECKSUM_BYTES = 4;

/** Bytes of the index of a shard of `chunks` inner chunks, with its checksum. */
export function shardIndexBytes(chunks: number): number {
  return chunks * ENTRY_BYTES + CHECKSUM_BYTES;
}

/**
 * Collects the encoded inner chunks of one shard, in any order of arrival, and lays them out: chunks in C order, then the
 * index (offset and length as little-endian 64-bit integers, crc32c at the end). The same chunks give the same bytes.
 */
export class ShardBuilder {
  readonly #chunks: (Uint8Array<ArrayBuffer> | null | undefined)[];
  #added = 0;
  #bytes = 0;

  /** `chunks`: inner chunks per shard, those beyond the array included. */
  constructor(chunks: number) {
    this.#chunks = new Array<Uint8Array<ArrayBuffer> | null | undefined>(chunks);
  }

  /** Chunks added so far, left-out ones included. */
  get added(): number {
    return this.#added;
  }

  /** Encoded bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  has(chunk: number): boolean {
    return this.#chunks[chunk] !== undefined;
  }

  /** `encoded` null: the chunk holds only the fill value. */
  add(chunk: number, encoded: Uint8Array<ArrayBuffer> | null): void {
    if (chunk >= this.#chunks.length || this.#chunks[chunk] !== undefined) {
      throw new ZarrdropError("internal", `Chunk ${chunk} of a shard came twice or does not belong there.`);
    }
    this.#chunks[chunk] = encoded;
    this.#added++;
    this.#bytes += encoded?.length ?? 0;
  }

  /** The shard's file in parts, or null when every inner chunk is left out: then there is no file. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    const index = new Uint8Array(shardIndexBytes(this.#chunks.length));
    const view = new DataView(index.buffer);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let offset = 0;
    for (let chunk = 0; chunk < this.#chunks.length; chunk++) {
      const encoded = this.#chunks[chunk] ?? null;
      const at = chunk * ENTRY_BYTES;
      view.setBigUint64(at, encoded === null ? EMPTY : BigInt(offset), true);
      view.setBigUint64(at + 8, encoded === null ? EMPTY : BigInt(encoded.length), true);
      if (encoded !== null) {
        parts.push(encoded);
        offset += encoded.length;
      }
    }
    if (parts.length === 0) return null;
    view.setUint32(index.length - CHECKSUM_BYTES, crc32c(index.subarray(0, -CHECKSUM_BYTES)), true);
    return [...parts, index];
  }
}

/**
 * The entries of a shard's index. `index` is the last `shardIndexBytes(chunks)` bytes of the file, `fileBytes` its size.
 * Errors: `corrupt` for a wrong length or checksum, or entries that leave the file.
 */
export function parseShardIndex(index: Uint8Array, chunks: number, fileBytes: number, path: string): ShardEntry[] {
  const bad = (why: string): ZarrdropError =>
    new ZarrdropError("corrupt", `The shard ${path} is damaged: ${why}.`, { file: path });
  if (index.length !== shardIndexBytes(chunks)) throw bad("it ends before its index");
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const body = index.subarray(0, -CHECKSUM_BYTES);
  if (view.getUint32(body.length, true) !== crc32c(body)) throw bad("the checksum of its index is wrong");
  const entries: ShardEntry[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const offset = view.getBigUint64(chunk * ENTRY_BYTES, true);
    const length = view.getBigUint64(chunk * ENTRY_BYTES + 8, true);
    if (offset === EMPTY && length === EMPTY) {
      entries.push(null);
      continue;
    }
    if (offset + length > BigInt(fileBytes)) throw bad(`inner chunk ${chunk} lies outside of it`);
    entries.push({ offset: Number(offset), length: Number(length) });
  }
  return entries;
}
