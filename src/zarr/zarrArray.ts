import { BoundedCache } from "../model/boundedCache.ts";
import { asReadError } from "../model/errors.ts";
import { throwIfAborted } from "../bytes/abort.ts";
import { mapAhead, mapAtOnce } from "../bytes/atOnce.ts";
import type { KernelCoding } from "../codecs/decompressors.ts";
import { readMany } from "../bytes/readMany.ts";
import { borrowRoom, returnRoom } from "../bytes/rooms.ts";
import type { ByteSource, FileOpener } from "../bytes/source.ts";
import { copyBox } from "../model/copyBox.ts";
import { itemSize, lanes, type PixelArray } from "../model/dtype.ts";
import { type Region, sizeOfShape, stridesOfShape } from "../model/region.ts";
import { denseBytes, fillBlock } from "../model/copyBlock.ts";

import { type ArrayMetadata, chunkPath, loneShard } from "./arrayMetadata.ts";
import { type ChunkDecoder, loadChunkDecoder, loadOwnDecoder } from "./chunkDecoder.ts";
import { kernelChunkCoding, mayBeChunk } from "./chunkCoding.ts";
import { chunkGrid, chunksIn, type GridChunk } from "./chunkGrid.ts";
import type { ShardLayout } from "./codecSteps.ts";
import { openStored } from "./openStored.ts";
import { damagedShard, parseShardIndex, type ShardIndex, shardIndexBytes } from "./shardIndex.ts";

/** Chunk files read ahead of the one that is decoded, and the bytes that these may decode to. */
const AHEAD = { files: 8, bytes: 64 * 2 ** 20 };
/** Bytes of shard indices that an array remembers. */
const REMEMBERED_INDEX_BYTES = 16 * 2 ** 20;

/** How an array is read. */
export type ZarrArrayOptions = {
  /** Written here: its chunks may decode to far more than they take, and are read one by one, in memory that was planned. */
  isOwn?: boolean;
};

/** A chunk as it is stored; null for one that is left out. */
export type StoredChunk = GridChunk & { stored: { source: ByteSource; offset: number; length: number } | null };

/** Reads boxes of a Zarr array. Decoders are loaded with the first read. */
export class ZarrArray {
  readonly metadata: ArrayMetadata;
  readonly #directory: FileOpener;
  readonly #isOwn: boolean;
  readonly #shard: ShardLayout | null;
  #decoder: Promise<ChunkDecoder> | null = null;
  /** By path of the shard. */
  readonly #indices = new BoundedCache<string, ShardIndex>(REMEMBERED_INDEX_BYTES, ({ byteLength }) => byteLength);

  constructor(directory: FileOpener, metadata: ArrayMetadata, options: ZarrArrayOptions = {}) {
    this.#directory = directory;
    this.metadata = metadata;
    this.#isOwn = options.isOwn ?? false;
    this.#shard = loneShard(metadata);
  }

  /** Decodes a box into `target` (exactly that box, C order); what is not stored gets the fill value. */
  async readRegion(region: Region, target: PixelArray, signal: AbortSignal): Promise<void> {
    const { dtype, fill } = this.metadata;
    this.#decoder ??= this.#isOwn ? loadOwnDecoder(this.metadata) : loadChunkDecoder(this.metadata);
    const decode = await this.#decoder;
    const strides = stridesOfShape(region.shape);
    const placeOf = (part: Region) => {
      const offset = part.start.reduce((sum, at, axis) => sum + (at - region.start[axis]!) * strides[axis]!, 0);
      return { pixels: target, offset, strides };
    };
    const place = (encoded: Uint8Array<ArrayBuffer>, file: string, { box, part }: GridChunk) => {
      const isWhole = sizeOfShape(part.shape) === sizeOfShape(box.shape);
      // A chunk that is wanted whole and has its values side by side in the target is decoded there.
      const home = isWhole ? denseBytes(placeOf(part), part.shape, lanes(dtype)) : undefined;
      const room = home ?? borrowRoom(sizeOfShape(box.shape) * itemSize(dtype));
      try {
        const chunk = decode(encoded, file, room);
        const isHome = chunk.buffer === home?.buffer && chunk.byteOffset === home.byteOffset;
        if (!isHome) copyBox(chunk, box, target, region, part, lanes(dtype));
      } catch (error) {
        throw asReadError(error, file);
      } finally {
        if (home === undefined && room !== undefined) returnRoom(room);
      }
    };
    const fillPart = (part: Region) => fillBlock(placeOf(part), part.shape, fill);
    if (this.#shard === null) await this.#readChunks(region, place, fillPart, signal);
    else await this.#readShards(region, this.#shard, place, fillPart, signal);
  }

  /**
   * Opens a shard by its place in the grid of shards: what is stored of its inner chunks, by their numbers in C order; null for those
   * that are left out.
   */
  async openShard(
    indices: readonly number[],
    signal: AbortSignal,
  ): Promise<(inner: number) => Promise<Uint8Array<ArrayBuffer> | null>> {
    const path = chunkPath(this.metadata, indices);
    const source = await openStored(this.#directory, path);
    if (source === null || this.#shard === null) return async () => null;
    const index = await this.#shardIndex(source, path, this.#shard, signal);
    return async (inner) => {
      const offset = index[inner * 2]!;
      return offset < 0 ? null : source.read(offset, index[inner * 2 + 1]!, signal);
    };
  }

  /**
   * Where the chunks of a box are, for whoever decodes them. Null where the kernel alone cannot, where a chunk is smaller than any that
   * holds so much or longer than it is uncompressed, or where one that is left out stands for other values than zeros.
   */
  async storedChunks(
    region: Region,
    signal: AbortSignal,
  ): Promise<{ coding: KernelCoding; chunks: StoredChunk[] } | null> {
    const coding = kernelChunkCoding(this.metadata);
    if (coding === null) return null;
    const { chunkShape, shape, fill } = this.metadata;
    const files = [...chunksIn(chunkGrid(shape, chunkShape), region)];
    const found = await mapAtOnce(files, (file) => this.#chunksOf(file, signal), { signal });
    const chunks = found.flat();
    const isZero = fill.every((value) => value === 0n || Object.is(value, 0));
    const isGiven = chunks.every(({ stored }) => (stored === null ? isZero : mayBeChunk(coding, stored.length)));
    return isGiven ? { coding, chunks } : null;
  }

  /** Bytes that the chunks of a box take as they are stored; nothing for those that are left out. */
  async storedBytes(region: Region, signal: AbortSignal): Promise<number> {
    const { chunkShape, shape } = this.metadata;
    const files = [...chunksIn(chunkGrid(shape, chunkShape), region)];
    const found = await mapAtOnce(files, (file) => this.#chunksOf(file, signal), { signal });
    return found.flat().reduce((sum, { stored }) => sum + (stored?.length ?? 0), 0);
  }

  /** What of a file's chunks is in its part of the box. */
  async #chunksOf(file: GridChunk, signal: AbortSignal): Promise<StoredChunk[]> {
    const path = chunkPath(this.metadata, file.indices);
    const source = await openStored(this.#directory, path);
    if (source === null) return [{ ...file, stored: null }];
    if (this.#shard === null) return [{ ...file, stored: { source, offset: 0, length: source.size } }];
    const index = await this.#shardIndex(source, path, this.#shard, signal);
    const inner = chunkGrid(this.metadata.chunkShape, this.#shard.chunkShape);
    const origin = file.box.start;
    return [...chunksIn(inner, relativeTo(file.part, origin))].map((chunk) => {
      const offset = index[chunk.position * 2]!;
      const stored = offset < 0 ? null : { source, offset, length: index[chunk.position * 2 + 1]! };
      return { ...chunk, box: movedBy(chunk.box, origin), part: movedBy(chunk.part, origin), stored };
    });
  }

  async #readChunks(region: Region, place: Placer, fillPart: Filler, signal: AbortSignal): Promise<void> {
    const { chunkShape, shape, dtype } = this.metadata;
    const chunks = chunksIn(chunkGrid(shape, chunkShape), region);
    const chunkBytes = sizeOfShape(chunkShape) * itemSize(dtype);
    const ahead = this.#isOwn ? 0 : Math.max(1, Math.min(AHEAD.files, Math.floor(AHEAD.bytes / chunkBytes)));
    const read = async (chunk: GridChunk) => {
      const path = chunkPath(this.metadata, chunk.indices);
      const source = await openStored(this.#directory, path);
      if (source === null) return { path, chunk, encoded: null };
      const room = source.fillsRoom === true ? borrowRoom(source.size) : undefined;
      return { path, chunk, room, encoded: await source.read(0, source.size, signal, room) };
    };
    for await (const { path, chunk, room, encoded } of mapAhead(chunks, ahead, read)) {
      throwIfAborted(signal);
      if (encoded === null) fillPart(chunk.part);
      else place(encoded, path, chunk);
      if (room !== undefined) returnRoom(room);
    }
  }

  async #readShards(
    region: Region,
    layout: ShardLayout,
    place: Placer,
    fillPart: Filler,
    signal: AbortSignal,
  ): Promise<void> {
    const { chunkShape: shardShape, shape } = this.metadata;
    const inner = chunkGrid(shardShape, layout.chunkShape);
    for (const shard of chunksIn(chunkGrid(shape, shardShape), region)) {
      throwIfAborted(signal);
      const path = chunkPath(this.metadata, shard.indices);
      const source = await openStored(this.#directory, path);
      if (source === null) {
        fillPart(shard.part);
        continue;
      }
      const index = await this.#shardIndex(source, path, layout, signal);
      const wanted: GridChunk[] = [];
      const ranges: { offset: number; length: number }[] = [];
      const origin = shard.box.start;
      for (const chunk of chunksIn(inner, relativeTo(shard.part, origin))) {
        const offset = index[chunk.position * 2]!;
        const part = movedBy(chunk.part, origin);
        if (offset < 0) {
          fillPart(part);
          continue;
        }
        ranges.push({ offset, length: index[chunk.position * 2 + 1]! });
        wanted.push({ ...chunk, box: movedBy(chunk.box, origin), part });
      }
      for await (const { index: which, bytes } of readMany(source, ranges, signal)) {
        place(bytes, path, wanted[which]!);
      }
    }
  }

  async #shardIndex(source: ByteSource, path: string, layout: ShardLayout, signal: AbortSignal): Promise<ShardIndex> {
    const known = this.#indices.get(path);
    if (known !== undefined) return known;
    const bytes = shardIndexBytes(this.metadata.chunkShape, layout, path);
    if (source.size < bytes) throw damagedShard(path, "no room for the index");
    const encoded = await source.read(layout.indexAtStart ? 0 : source.size - bytes, bytes, signal);
    const index = parseShardIndex(encoded, layout, source.size, path);
    if (this.#indices.get(path) === undefined) this.#indices.hold(path, index);
    return index;
  }
}

/** Decodes a chunk and copies what is wanted of it. */
type Placer = (encoded: Uint8Array<ArrayBuffer>, file: string, chunk: GridChunk) => void;
/** Gives a part of the region, which is not stored, the fill value. */
type Filler = (part: Region) => void;

function relativeTo({ start, shape }: Region, origin: readonly number[]): Region {
  return { start: start.map((value, axis) => value - origin[axis]!), shape };
}

function movedBy({ start, shape }: Region, origin: readonly number[]): Region {
  return { start: start.map((value, axis) => value + origin[axis]!), shape };
}
