import { raceAbort, throwIfAborted } from "./abort.ts";
import { checkRange } from "./range.ts";
import type { ByteSource } from "./source.ts";

/** How a `CachedSource` reads. */
export type CacheOptions = {
  /** Bytes of a block; reads of the file underneath begin at multiples of it. */
  blockBytes?: number;
  /** Most blocks kept; the least recently used goes first. */
  blocks?: number;
};

/** A range larger than this many blocks is read past the cache: it would push everything else out. */
const BYPASS_BLOCKS = 4;

/**
 * A cache of blocks over a slow source, for parsing headers: many small reads become few large ones. Concurrent reads of one block
 * share one request, and a cancelled caller does not spoil it for the others. Bounded by `blockBytes × blocks` (default 16 MiB).
 */
export class CachedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  /** Large reads go past the cache, into the room. */
  readonly fillsRoom: boolean;
  readonly seeksCheaply: boolean;
  readonly #source: ByteSource;
  readonly #blockBytes: number;
  readonly #capacity: number;
  /** Insertion order is the order of use. */
  readonly #blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(source: ByteSource, options: CacheOptions = {}) {
    this.#source = source;
    this.fillsRoom = source.fillsRoom === true;
    this.seeksCheaply = source.seeksCheaply === true;
    this.name = source.name;
    this.size = source.size;
    this.#blockBytes = options.blockBytes ?? 256 * 1024;
    this.#capacity = options.blocks ?? 64;
  }

  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal);
    checkRange(this.name, this.size, offset, length);
    if (length === 0) return new Uint8Array(0);
    const first = Math.floor(offset / this.#blockBytes);
    const last = Math.floor((offset + length - 1) / this.#blockBytes);
    if (last - first >= BYPASS_BLOCKS) return this.#source.read(offset, length, signal, room);
    const blocks = await raceAbort(Promise.all(this.#blockRun(first, last)), signal);
    if (blocks.length === 1) {
      const start = offset - first * this.#blockBytes;
      return blocks[0]!.subarray(start, start + length);
    }
    const result = new Uint8Array(length);
    blocks.forEach((block, index) => {
      const blockStart = (first + index) * this.#blockBytes;
      const from = Math.max(offset, blockStart);
      const to = Math.min(offset + length, blockStart + block.byteLength);
      result.set(block.subarray(from - blockStart, to - blockStart), from - offset);
    });
    return result;
  }

  /** Promises of the blocks `first`…`last`; neighbours that are missing are read in one piece. */
  #blockRun(first: number, last: number): Promise<Uint8Array<ArrayBuffer>>[] {
    for (let index = first; index <= last; index++) {
      if (this.#blocks.has(index)) continue;
      let end = index;
      while (end < last && !this.#blocks.has(end + 1)) end++;
      this.#fetch(index, end);
      index = end;
    }
    const run: Promise<Uint8Array<ArrayBuffer>>[] = [];
    for (let index = first; index <= last; index++) {
      // Present: fetched above, and nothing is evicted before this loop has ended.
      const block = this.#blocks.get(index)!;
      this.#blocks.delete(index);
      this.#blocks.set(index, block);
      run.push(block);
    }
    while (this.#blocks.size > this.#capacity) {
      const oldest = this.#blocks.keys().next();
      if (oldest.done === true) break;
      this.#blocks.delete(oldest.value);
    }
    return run;
  }

  #fetch(first: number, last: number): void {
    const start = first * this.#blockBytes;
    const end = Math.min(this.size, (last + 1) * this.#blockBytes);
    const whole = this.#source.read(start, end - start);
    for (let index = first; index <= last; index++) {
      const from = (index - first) * this.#blockBytes;
      // A run is cut into copies so that one kept block does not keep its neighbours alive.
      const block = whole.then((bytes) => (first === last ? bytes : bytes.slice(from, from + this.#blockBytes)));
      this.#blocks.set(index, block);
      block.catch(() => {
        if (this.#blocks.get(index) === block) this.#blocks.delete(index);
      });
    }
  }
}
