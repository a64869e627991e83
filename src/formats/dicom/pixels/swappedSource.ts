import type { ByteSource } from "../../../bytes/source.ts";

/** A file whose pixels are bytes in words of the other byte order, from `start` to its end, as the bytes that are meant. */
export class SwappedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #source: ByteSource;
  readonly #start: number;

  constructor(source: ByteSource, start: number) {
    this.name = source.name;
    this.size = source.size;
    this.#source = source;
    this.#start = start;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const before = (offset - this.#start) & 1;
    const after = (before + length) & 1;
    const whole = Math.min(before + length + after, this.size - offset + before);
    const words = (await this.#source.read(offset - before, whole, signal)).slice();
    for (let at = 0; at + 1 < words.length; at += 2) {
      const first = words[at]!;
      words[at] = words[at + 1]!;
      words[at + 1] = first;
    }
    return words.subarray(before, before + length);
  }
}
