import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";

/** Where a frame's bytes are. */
export type FrameRange = { offset: number; length: number };

/** The frames of a film in their order. */
export class FrameList {
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];
  #repeated = 0;

  get count(): number {
    return this.#offsets.length;
  }

  /** How many frames were recorded as being the one before them. */
  get repeated(): number {
    return this.#repeated;
  }

  /**
   * Adds a frame. One without bytes was dropped while it was recorded: what was seen was the one before it.
   * @throws `limit`
   */
  add(offset: number, length: number): void {
    if (this.count === LIMITS.linkedEntries) throw new ZarrdropError("limit", "The film has too many frames.");
    const isRepeated = length === 0 && this.count > 0;
    if (isRepeated) this.#repeated++;
    this.#offsets.push(isRepeated ? this.#offsets.at(-1)! : offset);
    this.#lengths.push(isRepeated ? this.#lengths.at(-1)! : length);
  }

  /** A frame from 0 to `count` - 1; of no bytes where the first ones were dropped. */
  at(index: number): FrameRange {
    return { offset: this.#offsets[index]!, length: this.#lengths[index]! };
  }

  /**
   * The first frame that has bytes.
   * @throws `corrupt` without one
   */
  firstStored(): FrameRange {
    const index = this.#lengths.findIndex((length) => length > 0);
    if (index < 0) throw new ZarrdropError("corrupt", "The film has no frames.");
    return this.at(index);
  }
}
