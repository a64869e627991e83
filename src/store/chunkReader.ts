import { BoundedCache } from "../bytes/boundedCache.ts";
import { asZarrdropError } from "../model/errors.ts";
import type { PixelArray } from "../model/dtype.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid, linearIndex } from "../zarr/chunkGrid.ts";
import { chunkFilePath } from "./levelFilePaths.ts";
import { loneShard } from "../zarr/arrayMetadata.ts";
import { loadOwnDecoder } from "../zarr/chunkDecoder.ts";
import type { ShardLayout } from "../zarr/codecSteps.ts";
import { damagedShard, parseShardIndex, type ShardIndex, shardIndexBytes } from "../zarr/shardIndex.ts";
import { levelAsWritten } from "./arrayMetadata.ts";
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

/** Opens a level of a store that is being written. Loads the codec; reads nothing yet. */
export async function openChunkReader(sink: StoreReader, output: OutputPlan, levelIndex: number): Promise<ChunkReader> {
  const level = output.levels[levelIndex]!;
  const array = levelAsWritten(output, level);
  const decode = await loadOwnDecoder(array);
  const fileOf = (index: readonly number[]): string => chunkFilePath(output, levelIndex, index);
  const shard = loneShard(array);
  const shardReader = shard === null ? null : openShardReader(sink, level.shardShape ?? level.chunkShape, shard);

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
      try {
        return encoded === null ? null : decode(encoded, fileOf(chunkIndex));
      } catch (thrown) {
        throw asZarrdropError(thrown).with({ file: fileOf(chunkIndex) });
      }
    },
  };
}

function rethrowTagged(thrown: unknown): never {
  throw asZarrdropError(thrown);
}

function openShardReader(sink: StoreReader, shardShape: readonly number[], layout: ShardLayout) {
  const indexes = new BoundedCache<string, Promise<ShardIndex | null>>(KEPT_INDEXES, () => 1);

  const readIndex = async (path: string): Promise<ShardIndex | null> => {
    const size = await sink.size(path);
    if (size === null || size === 0) return null;
    const length = shardIndexBytes(shardShape, layout, path);
    if (size < length) throw damagedShard(path, "no room for the index");
    const bytes = await sink.read(path, { offset: size - length, length });
    return bytes === null ? null : parseShardIndex(bytes, layout, size, path);
  };
  const indexOf = (path: string): Promise<ShardIndex | null> => {
    let index = indexes.get(path);
    if (index === undefined) {
      index = readIndex(path);
      indexes.hold(path, index);
    }
    return index;
  };
  return {
    /** Inner chunks per axis. */
    chunks: chunkGrid(shardShape, layout.chunkShape).counts,
    async read(path: string, inner: number): Promise<Uint8Array<ArrayBuffer> | null> {
      const index = await indexOf(path);
      const [offset, length] = index === null ? [-1, -1] : [index[inner * 2]!, index[inner * 2 + 1]!];
      return offset < 0 || length === 0 ? null : sink.read(path, { offset, length });
    },
  };
}
