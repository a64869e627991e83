import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { largestHonestBlock, LIMITS } from "../../model/limits.ts";

/** Files up to this size stay in memory while they are open; larger ones are read again for each decoding. */
const KEPT_BYTES = 32 * 2 ** 20;

/** A picture file as decoders need it: whole. */
export class EncodedFile {
  readonly source: ByteSource;
  #kept: Promise<Uint8Array<ArrayBuffer>> | null = null;

  /** @throws `limit` for a file that no decoder could take */
  constructor(source: ByteSource) {
    if (source.size > LIMITS.encodedBlockBytes) {
      throw new ZarrdropError("limit", `${source.name} is too large to be decoded in memory.`, { file: source.name });
    }
    this.source = source;
  }

  /** What decoders may make of it, in bytes (`PictureOptions.maximumBytes`). */
  get maximumBytes(): number {
    return largestHonestBlock(this.source.size);
  }

  /** All bytes, not to be changed. */
  async bytes(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    if (this.source.size > KEPT_BYTES) return this.source.read(0, this.source.size, signal);
    if (this.#kept === null) {
      // Without the signal: what one caller stops is kept for the next.
      this.#kept = this.source.read(0, this.source.size);
      this.#kept.catch(() => (this.#kept = null));
    }
    return this.#kept;
  }
}
