import { BoundedCache } from "../bytes/boundedCache.ts";
import { asZarrdropError } from "../model/errors.ts";
import type { PixelArray } from "../model/dtype.ts";
import { sizeOfShape } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid, linearIndex } from "./chunkGrid.ts";
import { chunkKey } from "./chunkKeys.ts";
import { createChunkDecoder } from "./decodeChunk.ts";
import { parseShardIndex, type ShardEntry, shardIndexBytes } from "./shard.ts";
import type { StoreReader } from "./sink.ts";

/** Reads the chunks of one level back, as they were planned: the metadata need not be there yet. */
export interface ChunkReader {
  /**
   * The pixels of a whole chunk (C order, padding included), or null when it was left out because it holds only the fill
   * value. Errors: `corrupt` for damaged files, those of the sink, `cancelled`.
   */
  readChunk(chunkIndex: readonly number[], signal?: AbortSignal): Promise<PixelArray | null>;
  /** The stored bytes of a chunk, or null. */
  readEncoded(chunkIndex: readonly number[], signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Shard indexes that are kept: neighbouring chunks are mostly read one after the other. */
const KEPT_INDEXES = 16;

export async function openChunkReader(sink: StoreReader, output: OutputPlan, levelIndex: number): Promise<ChunkReader> {
  const level = output.levels[levelIndex]!;
  const decoder = await createChunkDecoder(output, level);
  const fileOf = (index: readonly number[]): string => `${level.path}/${chunkKey(output.zarrFormat, index)}`;
  const shardReader = level.shardShape === null ? null : openShardReader(sink, level.chunkShape, level.shardShape);

  const readEncoded: ChunkReader["readEncoded"] = async (chunkIndex, signal) => {
    signal?.throwIfAborted();
    if (shardReader === null) return sink.read(fileOf(chunkIndex));
    const shardIndex = chunkIndex.map((at, axis) => Math.floor(at / shardReader.chunks[axis]!));
    const inner = chunkIndex.map((at, axis) => at % shardReader.chunks[axis]!);
    return shardReader.read(fileOf(shardIndex), linearIndex(inner, shardReader.chunks));
  };
  return {
    readEncoded: (chunkIndex, signal) => readEncoded(chunkIndex, signal).catch(rethrowTagged),
    async readChunk(chunkIndex, signal) {
      const encoded = await readEncoded(chunkIndex, signal).catch(rethrowTagged);
      return encoded === null ? null : decoder.decode(encoded, fileOf(chunkIndex));
    },
  };
}

function rethrowTagged(thrown: unknown): never {
  throw asZarrdropError(thrown);
}

function openShardReader(sink: StoreReader, chunkShape: readonly number[], shardShape: readonly number[]) {
  const { counts } = chunkGrid(shardShape, chunkShape);
  const total = sizeOfShape(counts);
  const indexes = new BoundedCache<string, Promise<ShardEntry[] | null>>(KEPT_INDEXES, () => 1);

  const readIndex = async (path: string): Promise<ShardEntry[] | null> => {
    const size = await sink.size(path);
    if (size === null || size === 0) return null;
    const length = Math.min(size, shardIndexBytes(total));
    const bytes = await sink.read(path, { offset: size - length, length });
    return parseShardIndex(bytes ?? new Uint8Array(), total, size, path);
  };
  const indexOf = (path: string): Promise<ShardEntry[] | null> => {
    let entries = indexes.get(path);
    if (entries === undefined) {
      entries = readIndex(path);
      indexes.hold(path, entries);
    }
    return entries;
  };
  return {
    /** Inner chunks per axis. */
    chunks: counts,
    async read(path: string, inner: number): Promise<Uint8Array<ArrayBuffer> | null> {
      const entry = (await indexOf(path))?.[inner] ?? null;
      if (entry === null || entry.length === 0) return null;
      return sink.read(path, { offset: entry.offset, length: entry.length });
    },
  };
}
