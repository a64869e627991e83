import { copyBox } from "../model/copyBox.ts";
import { allocatePixels, lanes, type PixelArray } from "../model/dtype.ts";
import { intersectRegions, type Region, sizeOfShape } from "../model/region.ts";
import { SHARD_PIECES } from "../plan/layout/memory/shares.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import { boxRegion, type ChunkGrid, chunkGrid, linearIndex } from "../zarr/chunkGrid.ts";
import { type ChunkEncoder, loadChunkEncoder } from "../zarr/chunkEncoder.ts";
import { chunkOfPixels, type EncodableChunk } from "./encodableChunk.ts";
import { levelArray, levelAsWritten, storedLevel } from "./levelArray.ts";
import { emptyRecord, type LevelRecord } from "./levelRecord.ts";
import { createRoundTrip, type Rooms, type RoundTrip } from "./roundTrip.ts";
import { sampledChunks } from "./sampledChunks.ts";
import { writtenShards } from "../zarr/openShard.ts";
import { StoreBefore } from "./append/storeBefore.ts";
import { type LevelBefore, LevelFiles, type LevelFilesParts } from "./levelFiles.ts";
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

type Parts = Omit<LevelFilesParts, "onFile"> & {
  region: Region;
  encoder: ChunkEncoder;
  /** True for chunks whose checksum is kept. */
  isChecked: (chunk: number) => boolean;
  /** Decodes what was encoded; null where all is read back later, or nothing is to be verified. */
  roundTrip: RoundTrip | null;
  onChunk: LevelWriterOptions["onChunk"];
  /** True for chunks that are decoded soon enough when they are read back. */
  isDecodedLater: (chunk: number) => boolean;
  grid: ChunkGrid;
};

function levelBefore(sink: Sink, output: OutputPlan, level: LevelPlan): LevelBefore {
  const before = new StoreBefore(sink, output);
  return { array: storedLevel(before, output, level), change: (path, act) => before.change(path, act) };
}

class BackgroundLevelWriter implements LevelWriter {
  readonly #parts: Parts;
  readonly #files: LevelFiles;
  /** Calls that wait for what they read back before their chunk can be encoded. */
  readonly #merging = new Set<Promise<void>>();
  #record: LevelRecord;
  emptyChunks = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#record = emptyRecord(parts.levelIndex);
    const onFile = (file: number, bytes: number): void => {
      this.#record.files.push(file);
      this.#record.fileBytes.push(bytes);
    };
    this.#files = new LevelFiles({ ...parts, onFile });
  }

  get pendingBytes(): number {
    return this.#files.pendingBytes;
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
    await this.#files.settled();
  }

  giveUp(): Promise<void> {
    return this.#files.giveUp();
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
    const { grid, isChecked, isDecodedLater, roundTrip, output, levelIndex } = this.#parts;
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
    await this.#files.add(number, chunkIndex, encoded);
  }
}
