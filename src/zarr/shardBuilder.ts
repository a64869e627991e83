import { ZarrdropError } from "../model/errors.ts";
import { NOT_STORED, shardIndexOf } from "./shardIndex.ts";

/**
 * Collects the encoded inner chunks of one shard, in any order of arrival, and lays them out: chunks in C order or another that is given,
 * then the index as `shardingCodec` says it. The same chunks give the same bytes.
 */
export class ShardBuilder {
  readonly #chunks: (Uint8Array<ArrayBuffer> | null | undefined)[];
  /** By chunk, of those that have their place in the file. */
  readonly #entries: { offset: number; length: number }[];
  /** Chunks by their places in the file; null: C order. */
  readonly #order: ArrayLike<number> | null;
  /** Places that are laid out, their bytes, and of these chunks those that were not taken. */
  #places = 0;
  #offset = 0;
  #laidOut: Uint8Array<ArrayBuffer>[] = [];
  #added = 0;
  #bytes = 0;
  #taken = 0;

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
    return this.#bytes - this.#taken;
  }

  /** Bytes of the file that were taken. */
  get taken(): number {
    return this.#taken;
  }

  has(chunk: number): boolean {
    return this.#chunks[chunk] !== undefined;
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
    this.#layOut(false);
    return this.#offset - this.#taken < least ? [] : this.#take();
  }

  /** What is left of the shard's file, in parts, or null when every inner chunk is left out: then there is no file. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    this.#layOut(true);
    return this.#offset === 0 ? null : [...this.#take(), shardIndexOf(this.#entries)];
  }

  #take(): Uint8Array<ArrayBuffer>[] {
    this.#taken = this.#offset;
    return this.#laidOut.splice(0);
  }

  /** Gives each chunk its place once, as far as they are there without a gap, or all of them: then those that did not come are left out. */
  #layOut(isAll: boolean): void {
    for (; this.#places < this.#chunks.length; this.#places++) {
      const chunk = this.#order?.[this.#places] ?? this.#places;
      const encoded = this.#chunks[chunk];
      if (encoded === undefined && !isAll) return;
      this.#entries[chunk] = encoded == null ? NOT_STORED : { offset: this.#offset, length: encoded.length };
      if (encoded == null) continue;
      this.#chunks[chunk] = null;
      this.#laidOut.push(encoded);
      this.#offset += encoded.length;
    }
  }
}
