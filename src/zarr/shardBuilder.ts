import { ZarrdropError } from "../model/errors.ts";
import { NOT_STORED, shardIndexOf } from "./shardIndex.ts";

/**
 * Collects the encoded inner chunks of one shard, in any order of arrival, and lays them out: chunks in C order or another that is given,
 * then the index as `shardingCodec` says it. The same chunks give the same bytes.
 */
export class ShardBuilder {
  readonly #chunks: (Uint8Array<ArrayBuffer> | null | undefined)[];
  /** By chunk, of those that were taken. */
  readonly #entries: { offset: number; length: number }[];
  /** Chunks by their places in the file; null: C order. */
  readonly #order: ArrayLike<number> | null;
  /** Places that were taken. */
  #places = 0;
  #added = 0;
  #bytes = 0;
  #offset = 0;

  /** `chunks`: inner chunks per shard, those beyond the array included. `order`: all of them by their places in the file; null: C order. */
  constructor(chunks: number, order: ArrayLike<number> | null = null) {
    this.#chunks = new Array<Uint8Array<ArrayBuffer> | null | undefined>(chunks);
    this.#entries = new Array<{ offset: number; length: number }>(chunks);
    this.#order = order;
  }

  /** Chunks added so far, left-out ones included. */
  get added(): number {
    return this.#added;
  }

  /** Encoded bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the file that were taken. */
  get taken(): number {
    return this.#offset;
  }

  has(chunk: number): boolean {
    return chunk in this.#entries || this.#chunks[chunk] !== undefined;
  }

  /** `encoded` null: the chunk holds only the fill value. */
  add(chunk: number, encoded: Uint8Array<ArrayBuffer> | null): void {
    if (chunk >= this.#chunks.length || this.has(chunk)) {
      throw new ZarrdropError("internal", `Chunk ${chunk} of a shard came twice or does not belong there.`);
    }
    this.#chunks[chunk] = encoded;
    this.#added++;
    this.#bytes += encoded?.length ?? 0;
  }

  /**
   * Takes the chunks that come next in the file, as far as they are there without a gap: they are not held any more. Nothing where they are
   * fewer bytes than `least`.
   */
  takeNext(least: number): Uint8Array<ArrayBuffer>[] {
    let bytes = 0;
    let end = this.#places;
    for (; end < this.#chunks.length; end++) {
      const encoded = this.#chunks[this.#chunkAt(end)];
      if (encoded === undefined) break;
      bytes += encoded?.length ?? 0;
    }
    return bytes < least ? [] : this.#takeUntil(end);
  }

  /** What is left of the shard's file, in parts, or null when every inner chunk is left out: then there is no file. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    const parts = this.#takeUntil(this.#chunks.length);
    return this.#offset === 0 ? null : [...parts, shardIndexOf(this.#entries)];
  }

  #takeUntil(end: number): Uint8Array<ArrayBuffer>[] {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (; this.#places < end; this.#places++) {
      const chunk = this.#chunkAt(this.#places);
      const encoded = this.#chunks[chunk];
      this.#entries[chunk] = encoded == null ? NOT_STORED : { offset: this.#offset, length: encoded.length };
      if (encoded == null) continue;
      this.#chunks[chunk] = null;
      parts.push(encoded);
      this.#offset += encoded.length;
      this.#bytes -= encoded.length;
    }
    return parts;
  }

  #chunkAt(place: number): number {
    return this.#order?.[place] ?? place;
  }
}
