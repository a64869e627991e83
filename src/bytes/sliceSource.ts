import { checkRange } from "./range.ts";
import type { ByteSource } from "./source.ts";

/** A part of a file seen as a file of its own (a stored zip entry, a stream inside a container). */
export class SliceSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly fillsRoom: boolean;
  readonly seeksCheaply: boolean;
  readonly #parent: ByteSource;
  readonly #start: number;

  /** @throws `corrupt` when the part leaves the parent */
  constructor(parent: ByteSource, start: number, size: number, name: string) {
    if (!(Number.isSafeInteger(start) && Number.isSafeInteger(size) && start >= 0 && size >= 0)) {
      checkRange(parent.name, parent.size, start, size);
    }
    if (start + size > parent.size) checkRange(parent.name, parent.size, parent.size, 1);
    this.name = name;
    this.size = size;
    this.fillsRoom = parent.fillsRoom === true;
    this.seeksCheaply = parent.seeksCheaply === true;
    this.#parent = parent;
    this.#start = start;
  }

  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.size, offset, length);
    return this.#parent.read(this.#start + offset, length, signal, room);
  }
}
