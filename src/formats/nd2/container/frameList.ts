import { LIMITS } from "../../../model/limits.ts";

/** Chunks of one kind by number (`ImageDataSeq|7!`), gathered in any order. Memory follows the number of entries. */
export class FrameList {
  readonly #frames: number[] = [];
  readonly #offsets: number[] = [];
  readonly #sizes: number[] = [];
  #end = 0;

  /** One more than the highest number. */
  get end(): number {
    return this.#end;
  }

  /** Number of entries; a frame may have several. */
  get entries(): number {
    return this.#frames.length;
  }

  /** Takes up a chunk. Absurd numbers are dropped: they name no frame. */
  add(frame: number, offset: number, size: number): void {
    if (!(frame < LIMITS.linkedEntries)) return;
    this.#frames.push(frame);
    this.#offsets.push(offset);
    this.#sizes.push(size);
    this.#end = Math.max(this.#end, frame + 1);
  }

  /** The chunks of the frames 0 … `length` - 1. A later entry for the same number replaces an earlier one, as in the file. */
  table(length: number): FrameTable {
    const table: FrameTable = {
      offsets: new Float64Array(length).fill(-1),
      sizes: new Float64Array(length).fill(-1),
    };
    for (const [entry, frame] of this.#frames.entries()) {
      if (frame >= length) continue;
      table.offsets[frame] = this.#offsets[entry]!;
      table.sizes[frame] = this.#sizes[entry]!;
    }
    return table;
  }
}

/** Where the chunks of frames are, by frame. */
export type FrameTable = {
  /** Offset of the chunk's header; -1 for a frame that is missing. */
  offsets: Float64Array<ArrayBuffer>;
  /** Bytes of the chunk's data as the chunk map has them; a hint only: old writers put the offset here. */
  sizes: Float64Array<ArrayBuffer>;
};
