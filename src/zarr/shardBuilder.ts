import { ZarrdropError } from "../model/errors.ts";
import { NOT_STORED, shardIndexOf } from "./shardIndex.ts";

/**
 * Collects the encoded inner chunks of one shard, in any order of arrival, and lays them out: chunks in C order, then the
 * index as `shardingCodec` says it. The same chunks give the same bytes.
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
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const entries: { offset: number; length: number }[] = [];
    let offset = 0;
    for (const encoded of this.#chunks) {
      entries.push(encoded == null ? NOT_STORED : { offset, length: encoded.length });
      if (encoded == null) continue;
      parts.push(encoded);
      offset += encoded.length;
    }
    return parts.length === 0 ? null : [...parts, shardIndexOf(entries)];
  }
}
