import type { ByteSource } from "../../../bytes/source.ts";
import { itemSize } from "../../../model/dtype.ts";
import { LIMITS } from "../../../model/limits.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { FrameFormat } from "../metadata/attributes.ts";
import { CHUNK_HEADER_BYTES, chunkName, parseChunkHeader, readChunkHeader } from "../container/chunkHeader.ts";
import { damaged } from "../errors.ts";
import type { FrameTable } from "../container/frameList.ts";

/** Header and the beginning of the name: enough to know a frame's chunk by. */
const PROBE_BYTES = CHUNK_HEADER_BYTES + 64;
/** Frames at the end of the file that are looked at one by one. */
const MOST_LOOKS = 16;

/** Bytes of a frame's data in the file. */
export type FrameData = { start: number; length: number };

/**
 * Where the frames of one resolution are. The chunk map says where chunks begin, but not how long their headers are, and its sizes are not to
 * be relied on. To read a header before each frame would double the number of reads, so the first frame's header stands for all, and
 * each frame's own is checked with the pixels, in the same read (`probe`, `confirm`).
 */
export class FrameStore {
  readonly source: ByteSource;
  readonly format: FrameFormat;
  /** Bytes before the pixels: the time stamp of a frame (8). */
  readonly prefixBytes: number;
  /** Frames that the file does not have, or not whole. */
  missing = 0;
  readonly #stem: string;
  readonly #table: FrameTable;
  readonly #nameBytes: number;
  readonly #confirmed: Uint8Array;
  /** Frames whose chunk is not as assumed. */
  readonly #known = new Map<number, FrameData>();

  private constructor(
    source: ByteSource,
    format: FrameFormat,
    chunks: { stem: string; prefixBytes: number; table: FrameTable },
    nameBytes: number,
  ) {
    this.source = source;
    this.format = format;
    this.prefixBytes = chunks.prefixBytes;
    this.#stem = chunks.stem;
    this.#table = chunks.table;
    this.#nameBytes = nameBytes;
    this.#confirmed = new Uint8Array(chunks.table.offsets.length);
  }

  /**
   * The frames of `table`, whose chunks are called `stem|n!`. Reads the header of the first, and those of frames that seem to go beyond the
   * end of the file; frames that do count as missing.
   */
  static async open(
    source: ByteSource,
    format: FrameFormat,
    chunks: { stem: string; prefixBytes: number; table: FrameTable },
    signal: AbortSignal,
  ): Promise<FrameStore> {
    const first = chunks.table.offsets.find((offset) => offset !== -1);
    const header = first === undefined ? null : await readChunkHeader(source, first, signal);
    const store = new FrameStore(source, format, chunks, header?.nameBytes ?? 0);
    await store.#dropCutOff(signal);
    return store;
  }

  /** Whether the file has the frame. */
  has(frame: number): boolean {
    return this.#table.offsets[frame]! !== -1;
  }

  /** Bytes from the first pixel to the last of a frame that is not compressed. */
  get pixelBytes(): number {
    const { height, width, components, rowBytes, dtype } = this.format;
    return (height - 1) * rowBytes + width * components * itemSize(dtype);
  }

  /** Where the frame's pixels are, as far as is known; the length only matters for compressed frames. Null: its header must be read first. */
  data(frame: number): FrameData | null {
    const known = this.#known.get(frame);
    if (known !== undefined) return known;
    const start = this.#table.offsets[frame]! + CHUNK_HEADER_BYTES + this.#nameBytes + this.prefixBytes;
    if (this.format.compression === "none") return { start, length: this.pixelBytes };
    const length = this.#table.sizes[frame]! - this.prefixBytes;
    const isPlausible = length > 0 && length <= LIMITS.encodedBlockBytes && start + length <= this.source.size;
    return isPlausible ? { start, length } : null;
  }

  /** What has to be read to make sure of a frame's place, or null if that was done. */
  probe(frame: number): { offset: number; length: number } | null {
    if (this.#confirmed[frame] === 1) return null;
    const offset = this.#table.offsets[frame]!;
    return { offset, length: Math.min(PROBE_BYTES, this.source.size - offset) };
  }

  /**
   * Takes note of a frame's header. False if the frame's data are not where `data` said before.
   * @throws `corrupt` if there is no such chunk, or one that is too short
   */
  confirm(frame: number, bytes: Uint8Array): boolean {
    const { name: file, size } = this.source;
    const header = parseChunkHeader(bytes);
    const name = chunkName(bytes.subarray(CHUNK_HEADER_BYTES, CHUNK_HEADER_BYTES + (header?.nameBytes ?? 0)));
    if (header === null || name !== `${this.#stem}|${frame}!`) {
      throw damaged(file, `frame ${frame + 1} is not where the file says`, `offset ${this.#table.offsets[frame]}`);
    }
    const start = this.#table.offsets[frame]! + CHUNK_HEADER_BYTES + header.nameBytes + this.prefixBytes;
    const length = header.dataBytes - this.prefixBytes;
    const isPlain = this.format.compression === "none";
    const needed = isPlain ? this.pixelBytes : Math.max(1, length);
    if (length < needed || start + needed > size) {
      throw damaged(file, `frame ${frame + 1} is cut off`, `${length} of ${needed} bytes at ${start} of ${size}`);
    }
    if (!isPlain && length > LIMITS.encodedBlockBytes) {
      throw new ZarrdropError("limit", `A frame of ${file} is too large to be decompressed here.`, { file });
    }
    const assumed = this.data(frame);
    this.#confirmed[frame] = 1;
    if (assumed?.start === start && (isPlain || assumed.length === length)) return true;
    this.#known.set(frame, { start, length });
    return false;
  }

  /** Makes frames missing that are not whole in the file: those of an acquisition that was cut off, and of absurd offsets. */
  async #dropCutOff(signal: AbortSignal): Promise<void> {
    const { offsets } = this.#table;
    const needed = this.format.compression === "none" ? this.pixelBytes : 1;
    let looks = MOST_LOOKS;
    for (const [frame, offset] of offsets.entries()) {
      const start = offset + CHUNK_HEADER_BYTES + this.#nameBytes + this.prefixBytes;
      if (offset >= 0 && start + needed <= this.source.size) continue;
      // Perhaps a chunk with a shorter header than the first one's.
      const header = offset >= 0 && looks-- > 0 ? await readChunkHeader(this.source, offset, signal) : null;
      const own = offset + CHUNK_HEADER_BYTES + (header?.nameBytes ?? Infinity) + this.prefixBytes;
      if (header !== null && own + needed <= this.source.size) {
        this.#known.set(frame, { start: own, length: header.dataBytes - this.prefixBytes });
        continue;
      }
      offsets[frame] = -1;
      this.missing++;
    }
  }
}
