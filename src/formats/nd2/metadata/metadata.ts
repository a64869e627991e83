import { isAboutContent } from "../../shared/aboutContent.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { CHUNK_HEADER_BYTES, readChunkHeader } from "../container/chunkHeader.ts";
import type { ChunkIndex } from "../container/chunkIndex.ts";
import { damaged } from "../errors.ts";
import { decodeLiteVariant } from "./liteVariant.ts";
import type { VariantNode } from "./variant.ts";
import { decodeVariantXml } from "./variantXml.ts";

/** The metadata chunks of a file, read when they are asked for. */
export class MetadataChunks {
  readonly #source: ByteSource;
  readonly #index: ChunkIndex;
  readonly #signal: AbortSignal;

  constructor(source: ByteSource, index: ChunkIndex, signal: AbortSignal) {
    this.#source = source;
    this.#index = index;
    this.#signal = signal;
  }

  /** Whether the file has a chunk of this name (without "!"). */
  has(name: string): boolean {
    return this.#index.named.has(name);
  }

  /**
   * The first of these chunks that exists, decoded from either form; null if there is none. Version 3 files name the
   * binary form `…LV`; some files have both.
   * @throws `corrupt`, `limit`
   */
  async read(...names: string[]): Promise<VariantNode | null> {
    for (const name of names) {
      const bytes = await this.#bytes(name);
      if (bytes === null || bytes.length === 0) continue;
      const file = this.#source.name;
      return isXml(bytes) ? decodeVariantXml(bytes, file) : await decodeLiteVariant(bytes, file);
    }
    return null;
  }

  /** The same where nothing depends on it: null for what cannot be read. */
  async readIfSound(...names: string[]): Promise<VariantNode | null> {
    try {
      return await this.read(...names);
    } catch (error) {
      if (isAboutContent(error)) return null;
      throw error;
    }
  }

  /** The first `count` numbers of a chunk of 64-bit floats, or null if it has fewer. */
  async doubles(name: string, count: number): Promise<Float64Array | null> {
    try {
      const bytes = await this.#bytes(name);
      if (bytes === null || bytes.length < count * 8) return null;
      // A copy begins where numbers of 64 bits may begin.
      return new Float64Array(bytes.slice(0, count * 8).buffer);
    } catch (error) {
      if (isAboutContent(error)) return null;
      throw error;
    }
  }

  async #bytes(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const offset = this.#index.named.get(name);
    if (offset === undefined) return null;
    const { name: file, size } = this.#source;
    const chunk = await readChunkHeader(this.#source, offset, this.#signal);
    if (chunk === null) throw damaged(file, `the chunk ${name} is not where the file says`, `offset ${offset}`);
    const start = offset + CHUNK_HEADER_BYTES + chunk.nameBytes;
    if (start + chunk.dataBytes > size)
      throw damaged(file, `its chunk ${name} is cut off`, `${start} + ${chunk.dataBytes}`);
    if (chunk.dataBytes > LIMITS.metadataBytes) {
      throw new ZarrdropError("limit", `The metadata of ${file} are too long to be read.`, { file, technical: name });
    }
    return this.#source.read(start, chunk.dataBytes, this.#signal);
  }
}

/** XML begins with "<", in one or two bytes, or with a byte order mark; the types of binary values are others. */
function isXml(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return first === 0x3c || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0xef;
}
