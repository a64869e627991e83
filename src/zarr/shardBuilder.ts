import { ZarrdropError } from "../model/errors.ts";
import { NOT_STORED, shardIndexOf } from "./shardIndex.ts";

/**
 * Collects the encoded inner chunks of one shard, in any order of arrival, and lays them out: chunks in C order, then the
 * index as `shardingCodec` says it. The same chunks give the same bytes.
 */
export class ShardBuilder {
  readonly #chunks: (Uint8Array<ArrayBuffer> | null | undefined)[];
  /** Of the chunks that were taken. */
  readonly #entries: { offset: number; length: number }[] = [];
  #added = 0;
  #bytes = 0;
  #offset = 0;

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

  /** Bytes of the file that were taken. */
  get taken(): number {
    return this.#offset;
  }

  has(chunk: number): boolean {
    return chunk < this.#entries.length || this.#chunks[chunk] !== undefined;
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
    let end = this.#entries.length;
    for (; end < this.#chunks.length && this.#chunks[end] !== undefined; end++) bytes += this.#chunks[end]?.length ?? 0;
    return bytes < least ? [] : this.#takeUntil(end);
  }

  /** What is left of the shard's file, in parts, or null when every inner chunk is left out: then there is no file. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    const parts = this.#takeUntil(this.#chunks.length);
    return this.#offset === 0 ? null : [...parts, shardIndexOf(this.#entries)];
  }

  #takeUntil(end: number): Uint8Array<ArrayBuffer>[] {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let chunk = this.#entries.length; chunk < end; chunk++) {
      const encoded = this.#chunks[chunk];
      this.#entries.push(encoded == null ? NOT_STORED : { offset: this.#offset, length: encoded.length });
      if (encoded == null) continue;
      this.#chunks[chunk] = null;
      parts.push(encoded);
      this.#offset += encoded.length;
      this.#bytes -= encoded.length;
    }
    return parts;
  }
}
