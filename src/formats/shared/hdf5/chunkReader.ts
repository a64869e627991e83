import { throwIfAborted } from "../../../bytes/abort.ts";
import { readMany } from "../../../bytes/readMany.ts";
import { borrowRoom, returnRoom } from "../../../bytes/rooms.ts";
import type { KernelCoding } from "../../../codecs/decompressors.ts";
import { copyBox } from "../../../model/copyBox.ts";
import { denseBytes, fillBlock } from "../../../model/copyBlock.ts";
import { itemSize, lanes } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { intersectRegions, type Region, sizeOfShape, stridesOfShape, wholeRegion } from "../../../model/region.ts";
import { isHonestChunk } from "../../../zarr/chunkCoding.ts";
import { type ChunkGrid, chunkGrid, chunksIn, type GridChunk } from "../../../zarr/chunkGrid.ts";
import type { StoredBlock } from "../storedBlock.ts";
import type { Hdf5Access } from "./access.ts";
import { type ChunkedArray, chunkCount, type ChunkPlace, findChunk } from "./chunkIndex.ts";
import type { Dataspace } from "./dataspace.ts";
import type { PixelType } from "./datatype.ts";
import { damagedHdf5 } from "./errors.ts";
import type { Hdf5Filter, UndoFilters } from "./filters.ts";
import type { ChunkedLayout } from "./layout.ts";
import { filtersOf, kernelCodingOf, loadUndoFilters } from "./undoFilters.ts";

/** Chunks that are looked up before they are read. */
const BATCH_CHUNKS = 256;

/** What the values of a dataset in chunks are. */
export type ChunkedValues = {
  layout: ChunkedLayout;
  space: Dataspace & { shape: number[] };
  itemBytes: number;
  filters: readonly Hdf5Filter[];
  fill: Uint8Array;
};

type StoredChunk = { chunk: GridChunk; place: ChunkPlace };

/** Reads boxes of a dataset that is stored in chunks, as bytes. */
export class ChunkReader {
  readonly chunkShape: readonly number[];
  readonly #access: Hdf5Access;
  readonly #values: ChunkedValues;
  readonly #array: ChunkedArray;
  readonly #grid: ChunkGrid;
  readonly #key: string;
  /** By the filters that chunks did not go through: mostly one. */
  readonly #undo = new Map<number, Promise<UndoFilters>>();

  /** `key` tells datasets apart. @throws `corrupt`, `limit` */
  constructor(access: Hdf5Access, key: number, values: ChunkedValues) {
    const { layout, space, itemBytes, filters } = values;
    if (layout.chunkShape.length !== space.shape.length)
      throw damagedHdf5(access.file, `chunks of ${layout.chunkShape}`);
    this.chunkShape = layout.chunkShape;
    this.#access = access;
    this.#values = values;
    const chunkBytes = sizeOfShape(layout.chunkShape) * itemBytes;
    this.#array = { layout, space, chunkBytes, hasFilters: filters.length > 0 };
    this.#grid = chunkGrid(space.shape, layout.chunkShape);
    this.#key = `${access.file} ${key}`;
    refuseUnusualChunks(access.file, this.#array);
  }

  /** Fills `target`, of exactly the box, in C order; what was never written with the fill value. */
  async readRegion(region: Region, target: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    let batch: GridChunk[] = [];
    for (const chunk of chunksIn(this.#grid, region)) {
      batch.push(chunk);
      if (batch.length < BATCH_CHUNKS) continue;
      await this.#readBatch(batch, region, target, signal);
      batch = [];
    }
    await this.#readBatch(batch, region, target, signal);
  }

  /**
   * The chunks of a box of one plane, where the kernel alone decodes them, each holds one plane, and those that are not stored are 0.
   * Null else.
   */
  async storedBlocks(
    region: Region,
    { dtype, isBigEndian }: PixelType,
    signal: AbortSignal,
  ): Promise<StoredBlock[] | null> {
    const { chunkShape } = this;
    const isPlanes = chunkShape.length >= 2 && chunkShape.slice(0, -2).every((length) => length === 1);
    const isZero = this.#values.fill.every((byte) => byte === 0);
    if (!isPlanes || !isZero || lanes(dtype) > 1) return null;
    const blocks: StoredBlock[] = [];
    const [top, left] = region.start.slice(-2) as [number, number];
    const itemBytes = itemSize(dtype);
    for (const chunk of chunksIn(this.#grid, region)) {
      const place = await findChunk(this.#access, this.#array, chunk.indices, signal);
      const coding = this.#kernelCoding(chunk, place, isBigEndian ? itemBytes : 1);
      if (coding === null) return null;
      const [y, x] = chunk.part.start.slice(-2) as [number, number];
      const [rows, columns] = chunk.part.shape.slice(-2) as [number, number];
      const rowValues = chunkShape.at(-1)!;
      const skipped = (y - chunk.box.start.at(-2)!) * rowValues + x - chunk.box.start.at(-1)!;
      const { source, base } = this.#access;
      const stored = place === null ? null : { source, offset: base + place.address, length: place.bytes };
      blocks.push({ stored, coding, rowValues, parts: [{ skipped, y: y - top, x: x - left, rows, columns }] });
    }
    return blocks;
  }

  #kernelCoding(chunk: GridChunk, place: ChunkPlace | null, swapped: number): KernelCoding | null {
    const filters = filtersOf(this.#values.filters, this.#skippedOf(chunk, place));
    const coding = kernelCodingOf(filters, this.#array.chunkBytes);
    if (coding === null || (place !== null && !this.#isHonest(place, filters.length))) return null;
    if (swapped !== 2 && swapped !== 4 && swapped !== 8) return coding;
    return { ...coding, filters: [...coding.filters, { id: "swap-bytes", itemBytes: swapped }] };
  }

  async #readBatch(
    batch: readonly GridChunk[],
    region: Region,
    target: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<void> {
    const stored: StoredChunk[] = [];
    for (const chunk of batch) {
      throwIfAborted(signal);
      const known = this.#access.chunks.get(`${this.#key} ${chunk.position}`);
      if (known !== undefined) {
        this.#copy(known, chunk, region, target);
        continue;
      }
      const place = await findChunk(this.#access, this.#array, chunk.indices, signal);
      if (place === null) this.#fillPart(chunk.part, region, target);
      else stored.push({ chunk, place });
    }
    const { base, source } = this.#access;
    const ranges = stored.map(({ place }) => ({ offset: base + place.address, length: place.bytes }));
    for await (const { index, bytes } of readMany(source, ranges, signal)) {
      throwIfAborted(signal);
      await this.#place(bytes, stored[index]!, region, target);
    }
  }

  /** Decodes a chunk, straight to its place where it is wanted whole and lies there in one piece. */
  async #place(
    bytes: Uint8Array<ArrayBuffer>,
    { chunk, place }: StoredChunk,
    region: Region,
    target: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const { chunkBytes } = this.#array;
    const undo = await this.#undoFor(chunk, place);
    const wanted = sizeOfShape(chunk.part.shape);
    const existing = intersectRegions(chunk.box, wholeRegion(this.#values.space.shape));
    const isUsedWhole = existing !== null && sizeOfShape(existing.shape) === wanted;
    const isWhole = sizeOfShape(chunk.box.shape) === wanted;
    const dense = isWhole
      ? denseBytes(this.#placeOf(chunk.part, region, target), chunk.part.shape, this.#values.itemBytes)
      : undefined;
    const room = dense ?? (isUsedWhole ? borrowRoom(chunkBytes) : undefined);
    const decoded = undo(bytes, room);
    if (decoded.length !== chunkBytes) {
      throw damagedHdf5(this.#access.file, `a chunk of ${decoded.length} bytes, not ${chunkBytes}`);
    }
    const isThere = dense !== undefined && decoded.buffer === dense.buffer && decoded.byteOffset === dense.byteOffset;
    if (!isThere) this.#copy(decoded, chunk, region, target);
    if (!isUsedWhole) {
      // What was read is in memory that is used again.
      const kept = decoded.buffer === bytes.buffer ? decoded.slice() : decoded;
      this.#access.chunks.put(`${this.#key} ${chunk.position}`, kept);
    }
    if (dense === undefined && room !== undefined) returnRoom(room);
  }

  #undoFor(chunk: GridChunk, place: ChunkPlace): Promise<UndoFilters> {
    const skipped = this.#skippedOf(chunk, place);
    const filters = filtersOf(this.#values.filters, skipped);
    const { file } = this.#access;
    if (!this.#isHonest(place, filters.length)) {
      if (filters.length === 0)
        throw damagedHdf5(file, `${place.bytes} bytes for a chunk of ${this.#array.chunkBytes}`);
      throw new ZarrdropError("limit", `A chunk of ${file} says that it holds far more than its size allows.`, {
        file,
        technical: `${place.bytes} bytes encoded for ${this.#array.chunkBytes} decoded`,
      });
    }
    let undo = this.#undo.get(skipped);
    if (undo === undefined) {
      undo = loadUndoFilters(filters, this.#array.chunkBytes, file);
      this.#undo.set(skipped, undo);
      // A module that could not be loaded is asked for again.
      undo.catch(() => this.#undo.delete(skipped));
    }
    return undo;
  }

  /** Before memory is asked for: whether so many stored bytes may be a chunk. */
  #isHonest({ bytes }: ChunkPlace, filters: number): boolean {
    const { chunkBytes } = this.#array;
    return filters === 0 ? bytes === chunkBytes : isHonestChunk(chunkBytes, bytes);
  }

  #skippedOf({ box }: GridChunk, place: ChunkPlace | null): number {
    const { space, layout } = this.#values;
    const isEdge = box.start.some((start, axis) => start + box.shape[axis]! > space.shape[axis]!);
    return isEdge && layout.edgesUnfiltered ? -1 : (place?.skippedFilters ?? 0);
  }

  #copy(
    decoded: Uint8Array<ArrayBuffer>,
    { box, part }: GridChunk,
    region: Region,
    target: Uint8Array<ArrayBuffer>,
  ): void {
    copyBox(decoded, box, target, region, part, this.#values.itemBytes);
  }

  #fillPart(part: Region, region: Region, target: Uint8Array<ArrayBuffer>): void {
    fillBlock(this.#placeOf(part, region, target), part.shape, [...this.#values.fill]);
  }

  #placeOf(part: Region, region: Region, pixels: Uint8Array<ArrayBuffer>) {
    const strides = stridesOfShape(region.shape);
    const offset = part.start.reduce((sum, at, axis) => sum + (at - region.start[axis]!) * strides[axis]!, 0);
    return { pixels, offset, strides };
  }
}

function refuseUnusualChunks(file: string, array: ChunkedArray): void {
  const { chunkBytes } = array;
  if (chunkBytes > LIMITS.decodedBlockBytes) {
    throw new ZarrdropError("limit", `The chunks of ${file} are too large to be read here.`, {
      file,
      technical: `chunks of ${chunkBytes} bytes`,
    });
  }
  const chunks = chunkCount(array);
  if (chunkBytes >= LIMITS.tinyChunkBytes || chunks <= LIMITS.tinyChunks) return;
  throw new ZarrdropError("limit", `A dataset of ${file} is cut into ${chunks} chunks of ${chunkBytes} bytes.`, {
    file,
    advice: "Write it again with chunks of 1 to 16 MiB.",
  });
}
