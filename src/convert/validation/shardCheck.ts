import type { ByteSource } from "../../bytes/source.ts";
import type { ShardLayout } from "../../zarr/codecSteps.ts";
import { isIndexIntact, readShardIndex, type ShardIndex, shardIndexBytes } from "../../zarr/shardIndex.ts";
import type { Report } from "../../store/validation/problem.ts";

/**
 * The index of a shard, held against its file: room for the index, its checksum, every chunk inside the shard, none
 * over another or over the index. Null where it cannot be used at all; a chunk that lies wrong is taken out of it.
 * @throws those of reading, `limit`
 */
export async function checkShardIndex(
  source: ByteSource,
  path: string,
  shard: { shape: readonly number[]; layout: ShardLayout },
  report: Report,
  signal: AbortSignal,
): Promise<ShardIndex | null> {
  const { layout } = shard;
  const length = shardIndexBytes(shard.shape, layout, path);
  if (source.size < length) {
    report("shard-short", path, `The shard ${path} has ${source.size} bytes; its index alone has ${length}.`);
    return null;
  }
  const start = layout.indexAtStart ? 0 : source.size - length;
  const bytes = await source.read(start, length, signal);
  if (!isIndexIntact(bytes, layout)) {
    report("shard-index", path, `The checksum of the index of the shard ${path} is wrong.`);
    return null;
  }
  const index = readShardIndex(bytes, layout);
  checkRanges(index, { start, end: start + length }, source.size, path, report);
  return index;
}

/** Ranges in the order of the file: each has to begin where the one before it has ended, or later. */
function checkRanges(
  index: ShardIndex,
  own: { start: number; end: number },
  size: number,
  path: string,
  report: Report,
): void {
  const wrong = (entry: number, what: string): void => {
    report("shard-range", path, `Chunk ${entry / 2} of the shard ${path} ${what}.`);
    index[entry] = -1;
    index[entry + 1] = -1;
  };
  const stored: number[] = [];
  for (let entry = 0; entry < index.length; entry += 2) {
    const [start, length] = [index[entry]!, index[entry + 1]!];
    if (start < 0) continue;
    if (start + length > size)
      wrong(entry, `leaves the shard: it is said to end at ${start + length} of ${size} bytes`);
    else if (length === 0) wrong(entry, "is said to have no bytes");
    else if (start < own.end && start + length > own.start) wrong(entry, "lies over the shard's index");
    else stored.push(entry);
  }
  stored.sort((a, b) => index[a]! - index[b]!);
  let end = 0;
  for (const entry of stored) {
    const [start, length] = [index[entry]!, index[entry + 1]!];
    if (start < end) wrong(entry, "lies over another chunk");
    end = Math.max(end, start + length);
  }
}
