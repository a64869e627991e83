import { throwIfAborted } from "../../bytes/abort.ts";
import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";

/** Bytes that are looked at together where nobody says more. */
const USUAL_WINDOW_BYTES = 256 * 1024;

/**
 * Goes through a file's structures from place to place, with a window of it in memory: `need` first, then the checked reads of `cursor`. What is
 * skipped is not read.
 */
export class StreamCursor {
  readonly #source: ByteSource;
  readonly #signal: AbortSignal;
  readonly #windowBytes: number;
  #start = 0;
  #cursor: Cursor;

  /** `windowBytes`: read at once at least, where there are as many; 0 for sources that do not know their end. */
  constructor(source: ByteSource, signal: AbortSignal, windowBytes = USUAL_WINDOW_BYTES) {
    this.#source = source;
    this.#signal = signal;
    this.#windowBytes = windowBytes;
    this.#cursor = new Cursor(new Uint8Array(0), source.name, false);
  }

  get position(): number {
    return this.#start + this.#cursor.position;
  }

  /** Where the next bytes that are in memory can be read. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  /** Whether so many next bytes are in memory. */
  has(bytes: number): boolean {
    return this.#cursor.remaining >= bytes;
  }

  /**
   * Where so many next bytes can be read.
   * @throws `corrupt` at the file's end; those of the source
   */
  async need(bytes: number): Promise<Cursor> {
    if (this.#cursor.remaining >= bytes) return this.#cursor;
    await this.#load(this.position, bytes);
    return this.#cursor;
  }

  /** Goes on behind so many bytes, which may be more than are in memory. */
  async skip(bytes: number): Promise<void> {
    if (bytes <= this.#cursor.remaining) this.#cursor.skip(bytes);
    else await this.#load(this.position + bytes, 0);
  }

  async #load(position: number, bytes: number): Promise<void> {
    throwIfAborted(this.#signal);
    const length = Math.max(bytes, Math.min(this.#windowBytes, this.#source.size - position));
    const window = await this.#source.read(position, length, this.#signal);
    this.#start = position;
    this.#cursor = new Cursor(window, this.#source.name, false);
  }
}
