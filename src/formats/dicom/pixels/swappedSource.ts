import { swapByteOrder } from "../../../model/byteOrder.ts";
import type { ByteSource } from "../../../bytes/source.ts";

/** A file whose pixels are bytes in words of the other byte order, as the bytes that are meant. */
export class SwappedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.size = source.size;
    this.#source = source;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const before = offset & 1;
    const after = (before + length) & 1;
    const whole = Math.min(before + length + after, this.size - offset + before);
    const words = (await this.#source.read(offset - before, whole, signal)).slice();
    swapByteOrder(words, 2);
    return words.subarray(before, before + length);
  }
}
