import { copyBox } from "../model/copyBox.ts";
import { allocatePixels, lanes, type PixelArray } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { intersectRegions, type Region, sizeOfShape } from "../model/region.ts";
import { SHARD_PIECES } from "../plan/layout/memory/shares.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import { boxRegion, type ChunkGrid, chunkGrid, linearIndex } from "../zarr/chunkGrid.ts";
import { type ChunkEncoder, loadChunkEncoder } from "../zarr/chunkEncoder.ts";
import type { ZarrArray } from "../zarr/zarrArray.ts";
import { chunkOfPixels, type EncodableChunk } from "./encodableChunk.ts";
import { chunkFilePath } from "./levelFilePaths.ts";
import { levelArray, levelAsWritten, storedLevel } from "./levelArray.ts";
import { emptyRecord, type LevelRecord } from "./levelRecord.ts";
import { createRoundTrip, type Rooms, type RoundTrip } from "./roundTrip.ts";
import { sampledChunks } from "./sampledChunks.ts";
import { OpenShard, type WrittenShards, writtenShards } from "../zarr/openShard.ts";
import { StoreBefore } from "./append/storeBefore.ts";
import { GrowingFile } from "./growingFile.ts";
import type { Sink } from "./sink.ts";
import { WriteQueue } from "./writeQueue.ts";

/** Left-out chunks of a record that are noted although the sample does not have them: some are to be looked at. */
const LEFT_OUT_KEPT = 4;

/** Writes the chunks of one level, in any order. Several writers of one worker share a queue. */
export interface LevelWriter {
  /**
   * Takes one chunk: all of it, C order, padded with zeros where it reaches beyond the array, in the output's type. It is
   * encoded before the call returns, so `pixels` may be reused at once. Resolves when there is room for the next; the file is
   * written in the background. Rejects with the first failure of any earlier write.
   */
  writeChunk(chunkIndex: readonly number[], pixels: PixelArray): Promise<void>;
  /** The same for a chunk whose pixels are elsewhere. Not for an append, which may have to merge it with older pixels. */
  encodeChunk(chunkIndex: readonly number[], chunk: EncodableChunk): Promise<void>;
  /**
   * Resolves when all that was handed over before is on disk, whatever is handed over meanwhile.
   * @throws `internal` if a shard lacks chunks
   */
  flush(): Promise<void>;
  /** After a failure, when nothing is being written any more: removes the files that are not finished. Never rejects. */
  giveUp(): Promise<void>;
  /** What happened since the last call; the files it names are on disk after a `flush` that was called before it. */
  takeRecord(): LevelRecord;
  /** Encoded bytes held in shards that are not complete. */
  readonly pendingBytes: number;
  /** Left-out chunks so far. */
  readonly emptyChunks: number;
}

/** What a writer is told besides the plan. */
export type LevelWriterOptions = {
  /** The worker's queue; without it the writer makes its own. */
  queue?: WriteQueue;
  /** The box of the level that the conversion writes, all workers together. */
  region: Region;
  /** Which chunks will be read back: their checksums are taken; the others of a sample are decoded before they are written. */
  verify?: "all" | "sample" | "none";
  /** Checksums of all chunks, whatever is read back. */
  allChecksums?: boolean;
  /** A further stage makes levels of this one before anything is read back: each chunk is decoded before it is written. */
  isReadOn?: boolean;
  /** Memory for encoded chunks until they are written, and to decode them into. */
  rooms?: Rooms;
  /** Shards are written in pieces of so many bytes at least; `SHARD_PIECES` where nothing is said. */
  pieceBytes?: number;
  /** Told the number of each chunk that was encoded and goes to its file. */
  onChunk?: (chunk: number) => void;
};

/**
 * Opens a level for writing. Nothing is written before the first chunk. With `output.time.append` the level may exist already:
 * what lies outside of the written region is kept, and chunks and shards that reach over its border are read, changed and
 * written again.
 */
export async function openLevelWriter(
  sink: Sink,
  output: OutputPlan,
  levelIndex: number,
  signal: AbortSignal,
  options: LevelWriterOptions,
): Promise<LevelWriter> {
  const level = output.levels[levelIndex]!;
  const { verify = "sample", isReadOn = false } = options;
  const isSampled = sampledChunks(output, levelIndex);
  return new BackgroundLevelWriter({
    sink,
    output,
    levelIndex,
    signal,
    region: options.region,
    encoder: await loadChunkEncoder(levelArray(output, level)),
    existing: output.time.append === false ? null : levelBefore(sink, output, level),
    queue: options.queue ?? new WriteQueue(undefined, signal),
    isChecked:
      verify === "all" || options.allChecksums === true ? () => true : verify === "none" ? () => false : isSampled,
    roundTrip:
      verify === "sample" || (verify === "all" && isReadOn)
        ? await createRoundTrip(levelAsWritten(output, level), options.rooms)
        : null,
    rooms: options.rooms,
    pieceBytes: options.pieceBytes ?? SHARD_PIECES.bytes,
    onChunk: options.onChunk,
    isDecodedLater: isReadOn ? () => false : isSampled,
    grid: chunkGrid(level.shape, level.chunkShape),
    shards: level.shardShape === null ? null : writtenShards(level, options.region, output.shardOrder),
  });
}

type Parts = {
  sink: Sink;
  output: OutputPlan;
  levelIndex: number;
  signal: AbortSignal;
  region: Region;
  encoder: ChunkEncoder;
  /** The level as it was, for an append; files are changed through it. */
  existing: LevelBefore | null;
  queue: WriteQueue;
  /** True for chunks whose checksum is kept. */
  isChecked: (chunk: number) => boolean;
  /** Decodes what was encoded; null where all is read back later, or nothing is to be verified. */
  roundTrip: RoundTrip | null;
  rooms: Rooms | undefined;
  pieceBytes: number;
  onChunk: LevelWriterOptions["onChunk"];
  /** True for chunks that are decoded soon enough when they are read back. */
  isDecodedLater: (chunk: number) => boolean;
  grid: ChunkGrid;
  shards: WrittenShards | null;
};

type LevelBefore = { array: ZarrArray; change: StoreBefore["change"] };

function levelBefore(sink: Sink, output: OutputPlan, level: LevelPlan): LevelBefore {
  const before = new StoreBefore(sink, output);
  return { array: storedLevel(before, output, level), change: (path, act) => before.change(path, act) };
}

class BackgroundLevelWriter implements LevelWriter {
  readonly #parts: Parts;
  readonly #openShards = new Map<number, OpenShard>();
  /** Of these, those of which a part was handed over. */
  readonly #growing = new Map<number, GrowingFile>();
  /** Calls that wait for what they read back before their chunk can be encoded. */
  readonly #merging = new Set<Promise<void>>();
  #record: LevelRecord;
  emptyChunks = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#record = emptyRecord(parts.levelIndex);
  }

  get pendingBytes(): number {
    let bytes = 0;
    for (const shard of this.#openShards.values()) bytes += shard.bytes;
    return bytes;
  }

  writeChunk(chunkIndex: readonly number[], pixels: PixelArray): Promise<void> {
    const kept = this.#parts.existing === null ? null : this.#keptBeside(chunkIndex);
    if (kept === null) return this.encodeChunk(chunkIndex, chunkOfPixels(pixels, this.#parts));
    const merging = this.#mergeAndEncode(chunkIndex, pixels.slice(), kept);
    // Whoever flushes waits for the merge; its failure is reported to the caller of this one.
    const quiet = merging.catch(() => {}).finally(() => this.#merging.delete(quiet));
    this.#merging.add(quiet);
    return merging;
  }

  async flush(): Promise<void> {
    while (this.#merging.size > 0) await Promise.all(this.#merging);
    for (const [number, shard] of this.#openShards) {
      throw new ZarrdropError(
        "internal",
        `Shard ${number} of level ${this.#parts.levelIndex} lacks ${shard.missing} of its chunks.`,
      );
    }
    await this.#parts.queue.settled();
  }

  async giveUp(): Promise<void> {
    await Promise.all([...this.#growing.values()].map((file) => file.giveUp()));
  }

  takeRecord(): LevelRecord {
    const record = this.#record;
    this.#record = emptyRecord(this.#parts.levelIndex);
    return record;
  }

  /** The box of the chunk that this conversion does not write and that holds older pixels, as chunk and written box; else null. */
  #keptBeside(chunkIndex: readonly number[]): { chunk: Region; written: Region | null } | null {
    const { grid, region } = this.#parts;
    const chunk = boxRegion(grid, chunkIndex);
    const inside = intersectRegions(chunk, { start: grid.shape.map(() => 0), shape: grid.shape });
    const written = intersectRegions(chunk, region);
    const isWhole = inside !== null && written !== null && sizeOfShape(inside.shape) === sizeOfShape(written.shape);
    return isWhole ? null : { chunk, written };
  }

  async #mergeAndEncode(
    chunkIndex: readonly number[],
    pixels: PixelArray,
    { chunk, written }: { chunk: Region; written: Region | null },
  ): Promise<void> {
    const { output, existing, signal } = this.#parts;
    const merged = allocatePixels(output.dtype, sizeOfShape(chunk.shape));
    await existing!.array.readRegion(chunk, merged, signal);
    if (written !== null) copyBox(pixels, chunk, merged, chunk, written, lanes(output.dtype));
    await this.encodeChunk(chunkIndex, chunkOfPixels(merged, this.#parts));
  }

  /** Up to the first `await` everything happens at once: the caller's pixels are not looked at afterwards. */
  async encodeChunk(chunkIndex: readonly number[], chunk: EncodableChunk): Promise<void> {
    const { grid, shards, isChecked, isDecodedLater, roundTrip, output, levelIndex } = this.#parts;
    const number = linearIndex(chunkIndex, grid.counts);
    const encoded = chunk.encode();
    if (encoded === null) {
      this.emptyChunks++;
      this.#record.emptyChunks++;
    } else if (roundTrip !== null && !isDecodedLater(number)) {
      chunk.checkRoundTrip(encoded, `${output.levels[levelIndex]!.path}, ${chunkIndex.join("/")}`);
    }
    if (isChecked(number) || (encoded === null && roundTrip !== null && this.#record.emptyChunks <= LEFT_OUT_KEPT)) {
      this.#record.chunks.push(number);
      this.#record.checksums.push(encoded === null ? -1 : chunk.checksum());
    }
    this.#parts.onChunk?.(number);
    if (shards === null) {
      await this.#writeFile(number, chunkIndex, encoded === null ? null : [encoded]);
    } else {
      await this.#addToShard(shards, chunkIndex, encoded);
    }
  }

  async #addToShard(
    shards: WrittenShards,
    chunkIndex: readonly number[],
    encoded: Uint8Array<ArrayBuffer> | null,
  ): Promise<void> {
    const shardIndex = shards.shardOf(chunkIndex);
    const number = linearIndex(shardIndex, shards.counts);
    let shard = this.#openShards.get(number);
    if (shard === undefined) {
      shard = new OpenShard(shards, shardIndex);
      this.#openShards.set(number, shard);
    }
    shard.add(chunkIndex, encoded);
    if (shard.missing > 0) {
      await this.#writeNext(number, shardIndex, shard);
      return;
    }
    this.#openShards.delete(number);
    const { existing, signal, queue } = this.#parts;
    if (existing !== null) await shard.keepOthers(await existing.array.openShard(shardIndex, signal));
    const growing = this.#growing.get(number);
    const before = shard.taken;
    const parts = shard.parts();
    const joined = parts === null ? null : this.#joined(parts);
    if (growing === undefined || joined === null) return this.#writeFile(number, shardIndex, joined);
    const bytes = sizeOf(joined);
    this.#note(number, before + bytes);
    await queue.add(bytes, async () => {
      await growing.finish(joined);
      this.#growing.delete(number);
      this.#giveBack(joined);
    });
  }

  /** Hands over what comes next in a shard that is not complete, if that is enough for a piece. An append puts files in place as a whole. */
  async #writeNext(number: number, shardIndex: readonly number[], shard: OpenShard): Promise<void> {
    const { sink, queue, output, levelIndex, signal, existing, pieceBytes } = this.#parts;
    const growing = this.#growing.get(number);
    const mayGrow = growing !== undefined || this.#growing.size < SHARD_PIECES.shardsAtOnce;
    const parts = mayGrow && existing === null && sink.begin !== undefined ? shard.takeNext(pieceBytes) : [];
    // Even without anything to write, a failure of an earlier file must surface here.
    if (parts.length === 0) return queue.room();
    const path = chunkFilePath(output, levelIndex, shardIndex);
    const file = growing ?? new GrowingFile(() => sink.begin!(path, signal));
    this.#growing.set(number, file);
    const piece = this.#joined(parts);
    await queue.add(sizeOf(piece), async () => {
      await file.write(piece);
      this.#giveBack(piece);
    });
  }

  /** The same in one piece, where memory for it is lent: one call writes it, and what the parts were in is free for the next chunks. */
  #joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
    const { rooms } = this.#parts;
    const whole = parts.length === 1 ? undefined : rooms?.borrow(sizeOf(parts));
    if (rooms === undefined || whole === undefined) return parts;
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
      rooms.giveBack(part);
    }
    return [whole];
  }

  async #writeFile(number: number, index: readonly number[], parts: Uint8Array<ArrayBuffer>[] | null): Promise<void> {
    const { sink, queue, output, levelIndex, signal, existing } = this.#parts;
    const path = chunkFilePath(output, levelIndex, index);
    const bytes = sizeOf(parts ?? []);
    this.#note(number, bytes);
    if (parts === null) {
      // Where an older file was, leaving it would leave old pixels.
      if (existing === null) return queue.room();
      return queue.add(0, () => existing.change(path, () => sink.remove(path)));
    }
    await queue.add(bytes, async () => {
      const write = (): Promise<void> => sink.write(path, parts, signal);
      await (existing === null ? write() : existing.change(path, write));
      this.#giveBack(parts);
    });
  }

  #note(file: number, bytes: number): void {
    this.#record.files.push(file);
    this.#record.fileBytes.push(bytes);
  }

  #giveBack(parts: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const part of parts) this.#parts.rooms?.giveBack(part);
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
