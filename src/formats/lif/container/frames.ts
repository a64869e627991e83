import { throwIfAborted } from "../../../bytes/abort.ts";
import { checkRange } from "../../../bytes/range.ts";
import { SliceSource } from "../../../bytes/sliceSource.ts";
import type { ByteDirectory, ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { BlockCache } from "../../../bytes/blockCache.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { findObjectPixels } from "./container.ts";
import { corruptLeica } from "../errors.ts";
import type { OpenPages } from "../../shared/storedPages.ts";
import { openPictureFrame } from "./pictureFrame.ts";

/** A part of a memory block that is a file of its own: bytes `[offset, offset + size)` of the block. */
export type Frame = { path: string; offset: number; size: number };

/** The bytes of a frame. */
type OpenFrame = {
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
};

/** Room for open frames: a LOF or TIFF file takes little, a picture is decoded as a whole. */
const OPEN_ROOM = 64;
const PICTURE_ROOM = 16;

/** Opens frames and keeps some open; shared by all images of a file. */
export class FrameFiles {
  readonly #directory: ByteDirectory;
  readonly #pages: OpenPages;
  readonly #blocks: BlockCache;
  readonly #lifetime: AbortSignal;
  readonly #open = new BoundedCache<string, Promise<OpenFrame>>(OPEN_ROOM, () => 1);
  readonly #pictures = new BoundedCache<string, Promise<OpenFrame>>(OPEN_ROOM, () => PICTURE_ROOM);

  constructor(directory: ByteDirectory, openPages: OpenPages, blocks: BlockCache, lifetime: AbortSignal) {
    this.#directory = directory;
    this.#pages = openPages;
    this.#blocks = blocks;
    this.#lifetime = lifetime;
  }

  open(frame: Frame): Promise<OpenFrame> {
    const cache = isDecodedWhole(frame.path) ? this.#pictures : this.#open;
    const key = `${frame.size} ${frame.path}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const opened = this.#openFrame(frame);
    cache.put(key, opened);
    return opened;
  }

  async #openFrame(frame: Frame): Promise<OpenFrame> {
    const source = await this.#directory.open(frame.path);
    if (source === null) {
      throw new ZarrdropError("source-changed", `${frame.path} is not there any more.`, { file: frame.path });
    }
    if (!isObjectFile(frame.path)) {
      const request = { bytes: frame.size, cache: this.#blocks, signal: this.#lifetime };
      return openPictureFrame(source, this.#pages, request);
    }
    const block = await findObjectPixels(source, this.#lifetime);
    if (block.size < frame.size) {
      throw corruptLeica(source.name, "it holds fewer pixels than the file that names it says");
    }
    return new SliceSource(source, block.offset, frame.size, source.name);
  }
}

/** A memory block whose bytes are in other files. Bytes that no file holds are 0. */
export class FramesSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  /** Some bytes are in no file. */
  readonly isPartial: boolean;
  /** By offset, without overlaps. */
  readonly #frames: readonly Frame[];
  readonly #files: FrameFiles;

  /** @throws `corrupt` if frames overlap or leave the block */
  constructor(name: string, size: number, frames: readonly Frame[], files: FrameFiles) {
    this.name = name;
    this.size = size;
    this.#frames = frames.toSorted((a, b) => a.offset - b.offset);
    this.#files = files;
    let end = 0;
    for (const frame of this.#frames) {
      if (frame.offset < end || frame.offset + frame.size > size) {
        throw corruptLeica(
          name,
          "its list of pixel files contradicts itself",
          `${frame.size} bytes at ${frame.offset}`,
        );
      }
      end = frame.offset + frame.size;
    }
    this.isPartial = this.#frames.reduce((sum, frame) => sum + frame.size, 0) < size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.size, offset, length);
    const result = new Uint8Array(length);
    const end = offset + length;
    const stop = signal ?? new AbortController().signal;
    for (let index = this.#firstBehind(offset); index < this.#frames.length; index++) {
      throwIfAborted(signal);
      const frame = this.#frames[index]!;
      if (frame.offset >= end) break;
      const from = Math.max(offset, frame.offset);
      const to = Math.min(end, frame.offset + frame.size);
      const opened = await this.#files.open(frame);
      if (to - from === length) return opened.read(from - frame.offset, length, stop);
      result.set(await opened.read(from - frame.offset, to - from, stop), from - offset);
    }
    return result;
  }

  /** Index of the first frame that ends behind a byte. */
  #firstBehind(offset: number): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const frame = this.#frames[middle]!;
      if (frame.offset + frame.size <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a frame is a LOF file: its values are as the image's own description says. All others are pictures. */
export function isObjectFile(path: string): boolean {
  return /\.lof$/i.test(path);
}

function isDecodedWhole(path: string): boolean {
  return /\.(?:png|jpe?g|bmp)$/i.test(path);
}
