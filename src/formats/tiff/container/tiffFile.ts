import { BoundedCache } from "../../../model/boundedCache.ts";
import { CachedSource } from "../../../bytes/cachedSource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import {
  nextDirectoryIn,
  readDirectory,
  readFieldBytes,
  readHeader,
  readNumbers,
  readText,
  type TiffHeader,
} from "./directory.ts";
import { ndpiHeader, ndpiPage } from "./ndpi.ts";
import { readPage, type TiffPage } from "./page.ts";
import { TAG } from "./tags.ts";

/** Blocks for directories that are far apart, pixels between them: each is read for a single directory. */
const SPARSE_BLOCKS = { blockBytes: 32 * 1024, blocks: 128 };
/** Blocks for directories that are close together. */
const DENSE_BLOCKS = { blockBytes: 256 * 1024, blocks: 16 };
/** Directories nearer than this on average are close together. */
const DENSE_SPACING = 128 * 1024;
/** Directories looked at before that is decided. */
const SPACING_SAMPLE = 4;
/** Directories read ahead at the same time, where they follow one another at equal distances. */
const AHEAD = 16;

/** Bytes of the file that begin at `start`. */
export type Window = { start: number; bytes: Uint8Array };

function viewOf({ bytes }: Window): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Interpreted pages kept in memory; others are read again from their directory. */
const KEPT_PAGES = 2048;

/**
 * An open TIFF container: its directories, found one by one along the chain and only as far as somebody asks. A chain that bites its
 * own tail ends in `corrupt`; one that leaves the file, as that of a copy that was cut off does, ends there. Results are shared between callers, so reads end only with the file's own life.
 */
export class TiffFile {
  /** Pixels are read from here, in large pieces. */
  readonly source: ByteSource;
  readonly header: TiffHeader;
  /** Directories and field values are read from here, in blocks of this size. */
  #cached: ByteSource;
  #blocks = SPARSE_BLOCKS;
  readonly #lifetime: AbortSignal;
  /** Offsets of the chain as far as it is known. */
  readonly #chain: number[];
  /** Offsets of the chain, once it has led backwards; until then all lie below `#highest`. */
  #visited: Set<number> | null = null;
  #highest: number;
  #complete = false;
  #isCutOff = false;
  /** The walk in progress: walks go one after the other. */
  #walk: Promise<void> = Promise.resolve();
  readonly #pages = new BoundedCache<number, Promise<TiffPage | null>>(KEPT_PAGES, () => 1);

  private constructor(source: ByteSource, cached: ByteSource, header: TiffHeader, lifetime: AbortSignal) {
    this.source = source;
    this.#cached = cached;
    this.header = header;
    this.#lifetime = lifetime;
    this.#chain = [header.firstDirectory];
    this.#highest = header.firstDirectory;
  }

  /**
   * `lifetime` ends every read.
   * @throws `unsupported-format`, `corrupt`
   */
  static async open(source: ByteSource, lifetime: AbortSignal): Promise<TiffFile> {
    const cached = new CachedSource(source, SPARSE_BLOCKS);
    const header = await readHeader(cached, lifetime);
    return new TiffFile(source, cached, (await ndpiHeader(cached, header, lifetime)) ?? header, lifetime);
  }

  get name(): string {
    return this.source.name;
  }

  /** True where the chain was seen to lead behind the end of the file: what it has before that is all that there is. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  /** Offset of the directory at a place in the chain, or null beyond its end. */
  async directoryOffset(index: number): Promise<number | null> {
    if (index >= this.#chain.length && !this.#complete) {
      const walk = this.#walk.then(() => this.#walkTo(index));
      this.#walk = walk.catch(() => {});
      await walk;
    }
    return this.#chain[index] ?? null;
  }

  /** Number of directories in the chain: walks it to its end. */
  async directoryCount(): Promise<number> {
    await this.directoryOffset(Number.MAX_SAFE_INTEGER);
    return this.#chain.length;
  }

  /** Offsets of all directories of the chain, in its order. */
  async directoryOffsets(): Promise<readonly number[]> {
    await this.directoryCount();
    return this.#chain;
  }

  /** The page at a place in the chain; null beyond its end or if the directory describes no image. */
  async page(index: number): Promise<TiffPage | null> {
    const offset = await this.directoryOffset(index);
    return offset === null ? null : this.pageAt(offset);
  }

  /** The page whose directory lies at an offset; null if the directory describes no image. */
  pageAt(offset: number): Promise<TiffPage | null> {
    const known = this.#pages.get(offset);
    if (known !== undefined) return known;
    const page = this.#readPage(offset);
    this.#pages.hold(offset, page);
    page.catch(() => {
      if (this.#pages.get(offset) === page) this.#pages.delete(offset);
    });
    return page;
  }

  /** Values of a numeric field, or null if the page has no such field. */
  async numbers(page: TiffPage, code: number): Promise<Float64Array | null> {
    const entry = page.directory.entries.get(code);
    return entry === undefined ? null : readNumbers(this.#cached, this.header, entry, this.#lifetime);
  }

  /** A text field, "" if the page has none. */
  async text(page: TiffPage, code: number): Promise<string> {
    const entry = page.directory.entries.get(code);
    return entry === undefined ? "" : readText(this.#cached, entry, this.#lifetime);
  }

  /** The bytes of a field's value as they are in the file, or null if the page has no such field. */
  async bytes(page: TiffPage, code: number): Promise<Uint8Array | null> {
    const entry = page.directory.entries.get(code);
    return entry === undefined ? null : readFieldBytes(this.#cached, entry, this.#lifetime);
  }

  /** Bytes at an offset, for structures that fields point to. */
  readStructure(offset: number, length: number): Promise<Uint8Array> {
    return this.#cached.read(offset, length, this.#lifetime);
  }

  /** The ImageDescriptions of a page; the first is "" if there is none. */
  async descriptions(page: TiffPage): Promise<string[]> {
    const second = page.directory.secondDescription;
    const texts = [await this.text(page, TAG.ImageDescription)];
    if (second !== null) texts.push(await readText(this.#cached, second, this.#lifetime));
    return texts;
  }

  async #readPage(offset: number): Promise<TiffPage | null> {
    const directory = await readDirectory(this.#cached, this.header, offset, this.#lifetime);
    const page = await readPage(this.#cached, this.header, directory, this.#lifetime);
    if (page === null || this.header.kind !== "ndpi") return page;
    return ndpiPage(this.#cached, this.header, page, this.#lifetime);
  }

  async #walkTo(index: number): Promise<void> {
    let window: Window | null = null;
    while (this.#chain.length <= index && !this.#complete) {
      const last = this.#chain[this.#chain.length - 1]!;
      // Most of the time, without waiting: a chain of 100,000 directories is walked in a blink.
      let next: number | null =
        window === null ? null : nextDirectoryIn(viewOf(window), this.header, last - window.start);
      if (next === null) {
        window = await this.windowAt(last);
        next = nextDirectoryIn(viewOf(window), this.header, last - window.start);
        next ??= await this.#nextOf(last);
        if (next === null) return;
      }
      if (next === 0) {
        this.#complete = true;
        return;
      }
      if (this.#isVisited(next)) throw this.#circle(last, next);
      if (next >= this.source.size) return this.#endEarly();
      if (this.#chain.length >= LIMITS.tiffDirectories) {
        const message = `${this.name} has more than ${LIMITS.tiffDirectories} images.`;
        throw new ZarrdropError("limit", message, { file: this.name });
      }
      this.#chain.push(next);
      this.#prepareWalk(index);
    }
  }

  /** Where the chain leads from a directory; null where that is cut off, with which the chain has ended before it. */
  async #nextOf(last: number): Promise<number | null> {
    try {
      return (await readDirectory(this.#cached, this.header, last, this.#lifetime)).next;
    } catch (error) {
      if (this.#chain.length === 1 || !(error instanceof ZarrdropError) || error.kind !== "corrupt") throw error;
      this.#chain.pop();
      this.#endEarly();
      return null;
    }
  }

  #endEarly(): void {
    this.#complete = true;
    this.#isCutOff = true;
  }

  /** The rest of the block of the cache in which a directory begins, not to be changed. */
  async windowAt(offset: number): Promise<Window> {
    const { blockBytes } = this.#blocks;
    const length = Math.min(blockBytes - (offset % blockBytes), this.source.size - offset);
    return {
      start: offset,
      bytes: length > 0 ? await this.#cached.read(offset, length, this.#lifetime) : new Uint8Array(0),
    };
  }

  /** Whether the chain has been at an offset. Nearly all chains lead forward only, and need no list of places. */
  #isVisited(offset: number): boolean {
    if (this.#visited === null) {
      if (offset > this.#highest) {
        this.#highest = offset;
        return false;
      }
      this.#visited = new Set(this.#chain);
    }
    if (this.#visited.has(offset)) return true;
    this.#visited.add(offset);
    return false;
  }

  /** Makes the rest of a walk faster; what it reads, and whether the guess is right, changes nothing but time. */
  #prepareWalk(target: number): void {
    const length = this.#chain.length;
    const last = this.#chain[length - 1]!;
    if (length === SPACING_SAMPLE && Math.abs(last - this.#chain[0]!) < DENSE_SPACING * SPACING_SAMPLE) {
      this.#blocks = DENSE_BLOCKS;
      this.#cached = new CachedSource(this.source, DENSE_BLOCKS);
    }
    const step = last - this.#chain[length - 2]!;
    const isEven = length > 2 && step === this.#chain[length - 2]! - this.#chain[length - 3]!;
    if (!isEven || step < DENSE_SPACING || length % AHEAD !== 0) return;
    for (let ahead = 1; ahead <= Math.min(AHEAD, target - length + 1); ahead++) {
      const offset = last + ahead * step;
      const bytes = Math.min(1024, this.source.size - offset);
      if (bytes > 0) this.#cached.read(offset, bytes, this.#lifetime).catch(() => {});
    }
  }

  #circle(last: number, next: number): ZarrdropError {
    return new ZarrdropError("corrupt", `${this.name} is damaged: its list of images leads in a circle.`, {
      file: this.name,
      technical: `directory at ${last} → ${next}`,
    });
  }
}
