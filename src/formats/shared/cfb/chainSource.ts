import { checkRange } from "../../../bytes/range.ts";
import type { ByteSource } from "../../../bytes/source.ts";

/** Sectors that follow each other, counted in the order of what holds them. */
export type SectorRun = { first: number; count: number };

/** Where sectors lie in the bytes that hold them. */
export type SectorPlace = {
  source: ByteSource;
  /** Byte at which sector 0 begins. */
  offset: number;
  sectorBytes: number;
};

type Extent = { start: number; offset: number };

/** A stream of a compound file seen as a file of its own: the bytes of its sectors, wherever they lie. */
export class ChainSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly fillsRoom: boolean;
  readonly seeksCheaply: boolean;
  readonly #source: ByteSource;
  /** By where they begin in the stream. */
  readonly #extents: readonly Extent[];

  constructor(name: string, size: number, runs: readonly SectorRun[], { source, offset, sectorBytes }: SectorPlace) {
    this.name = name;
    this.size = size;
    this.fillsRoom = source.fillsRoom === true && runs.length === 1;
    this.seeksCheaply = source.seeksCheaply === true;
    this.#source = source;
    let start = 0;
    this.#extents = runs.map(({ first, count }) => {
      const extent = { start, offset: offset + first * sectorBytes };
      start += count * sectorBytes;
      return extent;
    });
  }

  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.size, offset, length);
    const end = offset + length;
    let index = this.#extentAt(offset);
    const isWhole = end <= this.#endOf(index);
    if (isWhole) return this.#source.read(this.#placeOf(index, offset), length, signal, room);
    const result = room ?? new Uint8Array(length);
    for (let from = offset; from < end; index++) {
      const to = Math.min(end, this.#endOf(index));
      result.set(await this.#source.read(this.#placeOf(index, from), to - from, signal), from - offset);
      from = to;
    }
    return result;
  }

  #placeOf(index: number, offset: number): number {
    const extent = this.#extents[index];
    // An empty stream has no sectors, and nothing can be read of it.
    return extent === undefined ? 0 : extent.offset + offset - extent.start;
  }

  #endOf(index: number): number {
    return this.#extents[index + 1]?.start ?? this.size;
  }

  /** Index of the extent that has a byte. */
  #extentAt(offset: number): number {
    let low = 0;
    let high = this.#extents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#extents[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
