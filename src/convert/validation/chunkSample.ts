/** A chunk file that was seen. */
export type SampleChunk = { index: readonly number[]; number: number };

/** Channels that have a chunk of their own in the sample; more is no image that anyone looks at. */
const CHANNELS = 1024;

/**
 * Chooses some of the chunk files that are there while they are walked over, in whatever order they come, and chooses the same from the
 * same files: the first, the last, those whose numbers mix to the least, and one for each place along the channel axis. Room is bounded.
 */
export class ChunkSample {
  readonly #size: number;
  readonly #channelAxis: number | null;
  #first: SampleChunk | null = null;
  #last: SampleChunk | null = null;
  /** Sorted by rank. */
  readonly #spread: { rank: number; chunk: SampleChunk }[] = [];
  readonly #ofChannel = new Map<number, { rank: number; chunk: SampleChunk }>();

  /** `size`: chunks beside the first, the last and those of the channels. */
  constructor(size: number, channelAxis: number | null) {
    this.#size = size;
    this.#channelAxis = channelAxis;
  }

  /** `number`: of the chunk in C order of the grid. */
  offer(index: readonly number[], number: number): void {
    const chunk = { index, number };
    if (this.#first === null || number < this.#first.number) this.#first = chunk;
    if (this.#last === null || number > this.#last.number) this.#last = chunk;
    const ranked = { rank: mixed(number), chunk };
    const worst = this.#spread.at(-1);
    if (this.#spread.length < this.#size || (worst !== undefined && ranked.rank < worst.rank)) {
      const at = this.#spread.findIndex(({ rank }) => rank > ranked.rank);
      this.#spread.splice(at < 0 ? this.#spread.length : at, 0, ranked);
      this.#spread.length = Math.min(this.#spread.length, this.#size);
    }
    if (this.#channelAxis === null) return;
    const channel = index[this.#channelAxis] ?? 0;
    const known = this.#ofChannel.get(channel);
    if (known === undefined ? this.#ofChannel.size < CHANNELS : ranked.rank < known.rank) {
      this.#ofChannel.set(channel, ranked);
    }
  }

  /** What was chosen, in C order. */
  chosen(): SampleChunk[] {
    const chunks = [this.#first, this.#last, ...[...this.#spread, ...this.#ofChannel.values()].map((one) => one.chunk)];
    const byNumber = new Map(chunks.filter((chunk) => chunk !== null).map((chunk) => [chunk.number, chunk]));
    return [...byNumber.values()].sort((a, b) => a.number - b.number);
  }
}

/** Spreads numbers that follow each other over all of 32 bits (finalizer of MurmurHash3). */
function mixed(number: number): number {
  let bits = (number ^ Math.floor(number / 2 ** 32)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
