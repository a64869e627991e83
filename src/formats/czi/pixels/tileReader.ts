import { throwIfAborted } from "../../../bytes/abort.ts";
import type { ByteRange } from "../../../bytes/range.ts";
import { readMany } from "../../../bytes/readMany.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { borrowRoom, returnRoom } from "../../../bytes/rooms.ts";
import { type DataType, itemSize, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { createBlockCache } from "../../../bytes/blockCache.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { type Compression, compressionOf } from "../container/compression.ts";
import { loadTileDecoder, type TileDecoder } from "./decodeTile.ts";
import { corruptCzi } from "../errors.ts";
import type { FileSet } from "../container/fileSet.ts";
import { erase, homeOf, paint, rowsOf, type Stroke } from "./paint.ts";
import { pixelBytes, pixelTypeOf } from "../container/pixelType.ts";
import { SegmentEnds } from "../container/segmentEnds.ts";
import { parseSubBlock, SUB_BLOCK_HEAD_BYTES, type SubBlock } from "../container/subBlock.ts";
import type { TileFormat } from "./tileFormat.ts";

/** What is wanted of a sub-block. */
export type TileJob = {
  entry: number;
  strokes: Stroke[];
  /** Something of it lies outside what is asked for, so that it may be wanted soon. What other tiles hide is not wanted. */
  hasRest: boolean;
};

/** Plain tiles of at least this size are read in rows when less than half of their rows is wanted. */
const ROWS_WORTHWHILE_BYTES = 2 * 2 ** 20;
const ROWS_PIECE_BYTES = 4 * 2 ** 20;
/** Room for the metadata between a sub-block's header and its pixels, where the end of the segment is not known. */
const METADATA_ROOM_BYTES = 64 * 1024;
/** Headers of sub-blocks that are read in rows are remembered. */
const HEADERS_KEPT = 10_000;

/** Reads and decodes sub-blocks, each once for all that is wanted of it, and paints them. */
export class TileReader {
  readonly #set: FileSet;
  readonly #ends: SegmentEnds;
  readonly #decoders = new Map<Compression, Promise<TileDecoder>>();
  /** Decoded sub-blocks of which only a part was wanted, by sub-block and data type. */
  readonly #cache = createBlockCache<string, Uint8Array<ArrayBuffer>>();
  readonly #headers = new BoundedCache<string, SubBlock>(HEADERS_KEPT, () => 1);

  constructor(set: FileSet) {
    this.#set = set;
    this.#ends = new SegmentEnds(set);
  }

  /**
   * Does the jobs, in any order.
   * @throws those of `ImageReader`
   */
  async run(jobs: readonly TileJob[], target: PixelArray, dtype: DataType, signal: AbortSignal): Promise<void> {
    const whole = new Map<number, TileJob[]>();
    for (const job of jobs) {
      const kept = this.#cache.get(this.#keyOf(job.entry, dtype));
      if (kept !== undefined) this.#paintAll(job, kept, target, dtype);
      else if (this.#isWorthRows(job)) await this.#readRows(job, target, dtype, signal);
      else {
        const place = this.#set.entries.part[job.entry]!;
        const list = whole.get(place);
        if (list === undefined) whole.set(place, [job]);
        else list.push(job);
      }
    }
    for (const [place, list] of whole) await this.#readWhole(this.#source(place), list, target, dtype, signal);
  }

  /** Names the sub-block of an entry: entries of several planes may share one. */
  blockOf(entry: number): string {
    const { entries } = this.#set;
    return `${entries.part[entry]} ${entries.position[entry]}`;
  }

  /** The plane of its sub-block that an entry stands for. */
  planeOf(entry: number): number {
    return this.#set.entries.plane[entry]!;
  }

  /** Samples per pixel of an entry. */
  samplesOf(entry: number): number {
    return this.#format(entry, "none", "uint8").type.samples;
  }

  /** Where an entry's sub-block is stored, header and all. */
  segmentOf(entry: number): ByteRange & { source: ByteSource } {
    return { source: this.#source(this.#set.entries.part[entry]!), ...this.#rangeOf(entry) };
  }

  /** What the directory says of an entry's pixels; null where their compression is not known. */
  listedFormat(entry: number, dtype: DataType): TileFormat | null {
    const compression = compressionOf(this.#set.entries.compression[entry]!);
    return compression === null ? null : this.#format(entry, compression, dtype);
  }

  clear(): void {
    this.#cache.clear();
    this.#headers.clear();
  }

  async #readWhole(
    source: ByteSource,
    jobs: readonly TileJob[],
    target: PixelArray,
    dtype: DataType,
    signal: AbortSignal,
  ): Promise<void> {
    const ranges = jobs.map(({ entry }) => this.#rangeOf(entry));
    for await (const { index, bytes } of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      const job = jobs[index]!;
      const { offset } = ranges[index]!;
      const block = parseSubBlock(bytes, offset, source);
      if (block.dataBytes === 0) {
        eraseAll(job, target, dtype);
        continue;
      }
      const start = block.dataStart - offset;
      const isRead = start + block.dataBytes <= bytes.length;
      const data = isRead
        ? bytes.subarray(start, start + block.dataBytes)
        : await source.read(block.dataStart, block.dataBytes, signal);
      if (job.hasRest || this.#set.entries.planes[job.entry]! > 1) {
        const decoded = await this.#decode(job.entry, block, data, dtype);
        this.#paintAll(job, decoded, target, dtype);
        this.#keep(job.entry, dtype, decoded, bytes);
      } else await this.#decodeOnce(job, block, data, target, dtype);
    }
  }

  /** Decodes a tile where its pixels go if they lie there as in the tile, else in memory that is used again, and paints them. */
  async #decodeOnce(
    job: TileJob,
    block: SubBlock,
    data: Uint8Array<ArrayBuffer>,
    target: PixelArray,
    dtype: DataType,
  ): Promise<void> {
    const { width, height, type } = this.#format(job.entry, "none", dtype);
    const [stroke] = job.strokes;
    const home =
      job.strokes.length === 1 ? homeOf(stroke!, { width, height, samples: type.samples }, target, dtype) : null;
    const room = home ?? borrowRoom(width * height * type.samples * itemSize(dtype));
    const decoded = await this.#decode(job.entry, block, data, dtype, room);
    const isHome = decoded.buffer === home?.buffer && decoded.byteOffset === home.byteOffset;
    if (!isHome) this.#paintAll(job, decoded, target, dtype);
    if (home === null && room !== undefined) returnRoom(room);
  }

  /** Where a sub-block's segment lies, its end estimated: by where the next one begins and by how much its pixels can take. */
  #rangeOf(entry: number): ByteRange {
    const { entries } = this.#set;
    const place = entries.part[entry]!;
    const offset = entries.position[entry]!;
    const source = this.#source(place);
    if (offset < 0 || offset >= source.size) {
      throw corruptCzi(source.name, "a tile lies beyond its end, so that it may be cut off", `sub-block at ${offset}`);
    }
    const { width, height, planes, type } = this.#format(entry, "none", "uint8");
    const pixels = width * height * planes * pixelBytes(type);
    const most = SUB_BLOCK_HEAD_BYTES + METADATA_ROOM_BYTES + pixels;
    return { offset, length: Math.min(this.#ends.after(place, offset) - offset, most) };
  }

  async #decode(
    entry: number,
    block: SubBlock,
    data: Uint8Array<ArrayBuffer>,
    dtype: DataType,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { name } = this.#source(this.#set.entries.part[entry]!);
    // The sub-block itself knows best; both agree in sound files.
    const compression = compressionOf(block.entry.compression) ?? compressionOf(this.#set.entries.compression[entry]!);
    if (compression === null) throw corruptCzi(name, "the compression of a tile is unknown");
    let decoder = this.#decoders.get(compression);
    if (decoder === undefined) {
      decoder = loadTileDecoder(compression, name);
      this.#decoders.set(compression, decoder);
    }
    return (await decoder)(data, this.#format(entry, compression, dtype), room);
  }

  #format(entry: number, compression: Compression, dtype: DataType): TileFormat {
    const { entries } = this.#set;
    return {
      compression,
      // Entries with other pixels were refused when the file was opened.
      type: pixelTypeOf(entries.pixelType[entry]!)!,
      width: entries.storedWidth[entry]!,
      height: entries.storedHeight[entry]!,
      planes: entries.planes[entry]!,
      dtype,
    };
  }

  #paintAll(job: TileJob, bytes: Uint8Array<ArrayBuffer>, target: PixelArray, dtype: DataType): void {
    const { width, height, type } = this.#format(job.entry, "none", dtype);
    const tile = { bytes, samples: type.samples, width, height, firstRow: 0 };
    for (const stroke of job.strokes) paint(tile, stroke, target, dtype);
  }

  #keep(entry: number, dtype: DataType, decoded: Uint8Array<ArrayBuffer>, read: Uint8Array<ArrayBuffer>): void {
    // What was read is overwritten by the next read.
    this.#cache.put(this.#keyOf(entry, dtype), decoded.buffer === read.buffer ? decoded.slice() : decoded);
  }

  #keyOf(entry: number, dtype: DataType): string {
    return `${this.blockOf(entry)} ${dtype}`;
  }

  #isWorthRows({ entry, strokes }: TileJob): boolean {
    const { width, height, planes, type } = this.#format(entry, "none", "uint8");
    const rowBytes = width * pixelBytes(type);
    if (compressionOf(this.#set.entries.compression[entry]!) !== "none") return false;
    if (rowBytes * height * planes < ROWS_WORTHWHILE_BYTES) return false;
    let rows = 0;
    for (const stroke of strokes) {
      const { first, end } = rowsOf(stroke, height);
      rows += end - first;
    }
    return rows * 2 < height * planes;
  }

  /** Reads of a plain tile what is wanted. */
  async #readRows(job: TileJob, target: PixelArray, dtype: DataType, signal: AbortSignal): Promise<void> {
    const { entry, strokes } = job;
    const source = this.#source(this.#set.entries.part[entry]!);
    const block = await this.#header(entry, source, signal);
    if (block.dataBytes === 0) {
      eraseAll(job, target, dtype);
      return;
    }
    const format = this.#format(entry, "none", dtype);
    const { width, height, planes, type } = format;
    const rowBytes = width * pixelBytes(type);
    // What the sub-block itself says may differ: then rows are not where they should be.
    const isPlain = compressionOf(block.entry.compression) === "none" && block.dataBytes >= rowBytes * height * planes;
    if (!isPlain) return this.#readWhole(source, [job], target, dtype, signal);
    const together = Math.max(1, Math.floor(ROWS_PIECE_BYTES / rowBytes));
    const pieces: { range: ByteRange; firstRow: number; rows: number; stroke: Stroke }[] = [];
    for (const stroke of strokes) {
      for (const part of partsOf(stroke, height, together)) {
        const { first, end } = rowsOf(part, height);
        const range = { offset: block.dataStart + first * rowBytes, length: (end - first) * rowBytes };
        pieces.push({ range, firstRow: first, rows: end - first, stroke: part });
      }
    }
    const decode = await loadTileDecoder("none", source.name);
    const ranges = pieces.map((piece) => piece.range);
    for await (const { index, bytes } of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      const { stroke, firstRow, rows } = pieces[index]!;
      const decoded = decode(bytes, { ...format, height: rows, planes: 1 });
      paint({ bytes: decoded, samples: type.samples, width, height, firstRow }, stroke, target, dtype);
    }
  }

  async #header(entry: number, source: ByteSource, signal: AbortSignal): Promise<SubBlock> {
    const key = this.blockOf(entry);
    const known = this.#headers.get(key);
    if (known !== undefined) return known;
    const { offset, length } = this.#rangeOf(entry);
    const head = await source.read(offset, Math.min(SUB_BLOCK_HEAD_BYTES, length), signal);
    const block = parseSubBlock(head, offset, source);
    this.#headers.put(key, block);
    return block;
  }

  #source(place: number): ByteSource {
    const file = this.#set.files[place];
    if (file === undefined) throw new ZarrdropError("internal", "A tile is in a file that was not opened.");
    return file.source;
  }
}

/** Nothing was stored for this tile: the recording was stopped. */
function eraseAll({ strokes }: TileJob, target: PixelArray, dtype: DataType): void {
  for (const stroke of strokes) erase(stroke, target, dtype);
}

/** A stroke in parts that need at most so many stored rows. */
function* partsOf(stroke: Stroke, height: number, rows: number): Generator<Stroke, void, void> {
  const { area, part } = stroke;
  // Rows of the canvas that so many stored ones make, or fewer.
  const step = Math.max(1, Math.floor((rows * (area.bottom - area.top)) / height));
  for (let top = part.top; top < part.bottom; top += step) {
    yield {
      ...stroke,
      part: { ...part, top, bottom: Math.min(part.bottom, top + step) },
      offset: stroke.offset + (top - part.top) * stroke.rowStride,
    };
  }
}
