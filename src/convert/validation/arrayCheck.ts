import { readMany } from "../../bytes/readMany.ts";
import type { ByteSource, WalkableDirectory } from "../../bytes/source.ts";
import { type ArrayMetadata, chunkPath, innerChunkShape, loneShard } from "../../zarr/arrayMetadata.ts";
import { type ChunkDecoder, loadChunkDecoder } from "../../zarr/chunkDecoder.ts";
import { chunkGrid, chunksIn, linearIndex } from "../../zarr/chunkGrid.ts";
import type { ShardLayout } from "../../zarr/codecSteps.ts";
import type { ShardIndex } from "../../zarr/shardIndex.ts";
import { itemSize, type PixelArray } from "../../model/dtype.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import type { StoreValidation } from "../../plan/storeValidation.ts";
import type { LevelFinding } from "../../store/validation/findings.ts";
import type { Report } from "../../store/validation/problem.ts";
import { ChunkSample } from "./chunkSample.ts";
import { Lanes } from "./lanes.ts";
import { checkShardIndex } from "./shardCheck.ts";
import { ValueRanges } from "./valueRanges.ts";

/** Numbers of chunks, as in `StoreValidation`. */
export type ChunkCounts = StoreValidation["chunks"];

/** How an array is looked at. */
export type ArrayCheckOptions = {
  directory: WalkableDirectory;
  /** True: every chunk is decoded; else a sample. */
  isWhole: boolean;
  /** Chunks of the sample beside the first, the last and one for each channel. */
  sampleSize: number;
  counts: ChunkCounts;
  report: Report;
  signal: AbortSignal;
};

/** A file that holds no more than a chunk can be so much longer than what it decodes to. */
const LARGEST_OVERHEAD = { factor: 2, bytes: 1 << 20 };

/** Chunk files that are read at once, and the bytes that these may decode to. */
const AHEAD = { files: 16, bytes: 64 * 2 ** 20 };
/** Chunks of a shard whose places are held at a time. */
const BATCH = 4096;

/**
 * Looks at the chunk files of one array by the array's own metadata: each file as it is walked over, then a sample of them, or all. A few
 * chunks are in memory at a time.
 */
export class ArrayCheck {
  readonly #metadata: ArrayMetadata;
  readonly #level: LevelFinding;
  readonly #options: ArrayCheckOptions;
  readonly #shard: ShardLayout | null;
  readonly #fileCounts: readonly number[];
  readonly #lanes: Lanes;
  readonly #sample: ChunkSample;
  readonly #ranges: ValueRanges | null;
  #decoder: Promise<ChunkDecoder> | null = null;
  /** Chunks that are stored, those in files that cannot tell, those that were decoded and those that could not be. */
  #present = 0;
  #unknown = 0;
  #decoded = 0;
  #failed = 0;

  constructor(level: LevelFinding, metadata: ArrayMetadata, options: ArrayCheckOptions) {
    this.#metadata = metadata;
    this.#level = level;
    this.#options = options;
    this.#shard = loneShard(metadata);
    this.#fileCounts = chunkGrid(metadata.shape, metadata.chunkShape).counts;
    const chunkBytes = sizeOfShape(innerChunkShape(metadata)) * itemSize(metadata.dtype);
    this.#lanes = new Lanes(Math.max(1, Math.min(AHEAD.files, Math.floor(AHEAD.bytes / chunkBytes))));
    this.#sample = new ChunkSample(options.sampleSize, level.channelAxis);
    const hasWindows = level.level === 0 && level.windows.some((window) => window !== null);
    this.#ranges = hasWindows ? new ValueRanges(metadata.shape, metadata.dtype, level.channelAxis) : null;
  }

  /** A chunk file or shard that is there. */
  async see(path: string, index: readonly number[], size: number | null): Promise<void> {
    const { isWhole, report } = this.#options;
    if (size === null || size === 0) {
      this.#unknown += this.#chunksOf(index);
      const what = size === null ? "cannot be opened" : "has no bytes";
      report("chunk-empty", path, `${path} ${what}.`);
      return;
    }
    if (this.#shard !== null) {
      // The index of every shard is read: that is cheap, and tells how many chunks there are.
      await this.#checkShard(path, index, this.#shard, isWhole ? "all" : "none");
    } else {
      this.#present++;
      if (isWhole) await this.#lanes.begin(() => this.#checkFile(path, index));
    }
    if (!isWhole) this.#sample.offer(index, linearIndex(index, this.#fileCounts));
  }

  /** True when some chunk of the array has a file. */
  get isStored(): boolean {
    return this.#present + this.#unknown > 0;
  }

  /** Decodes the sample and says what is to be said of the array as a whole. */
  async finish(): Promise<void> {
    const { report, counts, isWhole } = this.#options;
    await this.#lanes.end();
    for (const { index } of isWhole ? [] : this.#sample.chosen()) {
      const path = chunkPath(this.#metadata, index);
      if (this.#shard === null) await this.#checkFile(path, index);
      else await this.#checkShard(path, index, this.#shard, "some");
    }
    const { path } = this.#level;
    const total = chunkGrid(this.#metadata.shape, innerChunkShape(this.#metadata)).total;
    counts.total += total;
    counts.present += this.#present;
    if (this.#failed > 1 && this.#decoded === 0) {
      const { shape, dtype } = this.#metadata;
      const said = `shape ${shape.join(" × ")}, chunks of ${innerChunkShape(this.#metadata).join(" × ")}, ${dtype}`;
      report(
        "chunks-contradict",
        path,
        `None of the ${this.#failed} chunks of ${path} that were looked at is what its metadata say (${said}).`,
      );
    }
    const absent = total - this.#present - this.#unknown;
    if (absent > 0) {
      report(
        "chunks-absent",
        path,
        `${absent} of ${total} chunks of ${path} are not stored: they read as the fill value.`,
      );
    }
    this.#checkWindows();
  }

  #checkWindows(): void {
    const { imageAt, windows } = this.#level;
    for (const [channel, window] of windows.entries()) {
      const range = this.#ranges?.of(channel) ?? null;
      if (window === null || range === null || (range.min >= window.min && range.max <= window.max)) continue;
      const place = `omero.channels[${channel}].window`;
      const where = imageAt.includes(": ") ? `${imageAt}.${place}` : `${imageAt}: ${place}`;
      const message = `Channel ${channel} holds values from ${range.min} to ${range.max}, its window goes from ${window.min} to ${window.max}.`;
      this.#options.report("window-data", where, message);
    }
  }

  async #checkFile(path: string, index: readonly number[]): Promise<void> {
    const { directory, signal } = this.#options;
    const source = await directory.open(path);
    if (source === null) return;
    const { chunkShape, dtype } = this.#metadata;
    const decodedBytes = sizeOfShape(chunkShape) * itemSize(dtype);
    if (source.size > decodedBytes * LARGEST_OVERHEAD.factor + LARGEST_OVERHEAD.bytes) {
      this.#fail(path, `it has ${source.size} bytes and should decode to ${decodedBytes}.`);
      return;
    }
    const box = { start: index.map((at, axis) => at * chunkShape[axis]!), shape: chunkShape };
    await this.#decode(await source.read(0, source.size, signal), path, path, box);
  }

  /** `wanted`: which of the shard's chunks are decoded. With "some" they were counted before, and what is wrong was said. */
  async #checkShard(
    path: string,
    shardIndex: readonly number[],
    layout: ShardLayout,
    wanted: "all" | "some" | "none",
  ): Promise<void> {
    const { directory, signal, report } = this.#options;
    const source = await directory.open(path);
    if (source === null) return;
    const { chunkShape: shape } = this.#metadata;
    const quiet: Report = () => {};
    const index = await checkShardIndex(source, path, { shape, layout }, wanted === "some" ? quiet : report, signal);
    if (index === null) {
      if (wanted !== "some") this.#unknown += this.#chunksOf(shardIndex);
      return;
    }
    const box: Region = { start: shardIndex.map((at, axis) => at * shape[axis]!), shape };
    if (wanted === "some") {
      await this.#checkInner(source, path, this.#sampleOf(index, box, layout));
      return;
    }
    let batch: InnerChunk[] = [];
    for (const chunk of this.#storedIn(index, box, layout)) {
      this.#present++;
      if (wanted === "none") continue;
      batch.push(chunk);
      if (batch.length < BATCH) continue;
      await this.#checkInner(source, path, batch);
      batch = [];
    }
    await this.#checkInner(source, path, batch);
  }

  /** The chunks of a shard that are stored and lie inside the array. */
  *#storedIn(index: ShardIndex, box: Region, layout: ShardLayout): Generator<InnerChunk, void> {
    const inside = {
      start: box.start.map(() => 0),
      shape: box.shape.map((length, axis) => Math.min(length, this.#metadata.shape[axis]! - box.start[axis]!)),
    };
    for (const { indices, position, box: inner } of chunksIn(chunkGrid(box.shape, layout.chunkShape), inside)) {
      const offset = index[position * 2]!;
      if (offset < 0) continue;
      const start = inner.start.map((at, axis) => at + box.start[axis]!);
      yield { indices, position, offset, length: index[position * 2 + 1]!, box: { start, shape: inner.shape } };
    }
  }

  #sampleOf(index: ShardIndex, box: Region, layout: ShardLayout): InnerChunk[] {
    const sample = new ChunkSample(this.#options.sampleSize, this.#level.channelAxis);
    for (const { indices, position } of this.#storedIn(index, box, layout)) sample.offer(indices, position);
    const chosen = new Set(sample.chosen().map(({ number }) => number));
    const chunks: InnerChunk[] = [];
    for (const chunk of this.#storedIn(index, box, layout)) if (chosen.has(chunk.position)) chunks.push(chunk);
    return chunks;
  }

  async #checkInner(source: ByteSource, path: string, chunks: readonly InnerChunk[]): Promise<void> {
    for await (const { index, bytes } of readMany(source, chunks, this.#options.signal)) {
      const { box, position } = chunks[index]!;
      await this.#decode(bytes, path, `chunk ${position} of the shard ${path}`, box);
    }
  }

  async #decode(encoded: Uint8Array<ArrayBuffer>, path: string, what: string, box: Region): Promise<void> {
    this.#decoder ??= loadChunkDecoder(this.#metadata);
    const decoder = await this.#decoder;
    let pixels: PixelArray;
    try {
      pixels = decoder(encoded, path);
    } catch (thrown) {
      const { kind, message } = asZarrdropError(thrown);
      if (kind !== "corrupt" && kind !== "limit") throw thrown;
      this.#fail(path, message, what);
      return;
    }
    this.#decoded++;
    this.#options.counts.decoded++;
    this.#ranges?.add(pixels, box);
  }

  #fail(path: string, why: string, what = path): void {
    this.#failed++;
    this.#options.counts.damaged++;
    this.#options.report("chunk-damaged", path, `${what[0]!.toUpperCase()}${what.slice(1)} cannot be decoded: ${why}`);
  }

  /** Chunks inside the array that a file of the grid can hold. */
  #chunksOf(index: readonly number[]): number {
    const { shape, chunkShape } = this.#metadata;
    const inner = innerChunkShape(this.#metadata);
    return index.reduce((product, at, axis) => {
      const length = Math.min(chunkShape[axis]!, shape[axis]! - at * chunkShape[axis]!);
      return product * Math.ceil(length / inner[axis]!);
    }, 1);
  }
}

/** A chunk in a shard: its place in the shard's grid, its range in the file, its box in the array. */
type InnerChunk = { indices: number[]; position: number; offset: number; length: number; box: Region };
