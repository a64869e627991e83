import { throwIfAborted } from "./abort.ts";
import { checkRange } from "./range.ts";
import type { ByteSource } from "./source.ts";

/** Bytes that are already in memory (an inflated zip entry, a test), seen as a file. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(name: string, bytes: Uint8Array<ArrayBuffer>) {
    this.name = name;
    this.size = bytes.byteLength;
    this.#bytes = bytes;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal);
    checkRange(this.name, this.size, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }
}
