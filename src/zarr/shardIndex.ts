import { crc32c } from "../codecs/crc32c.ts";
import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { chunkGrid } from "./chunkGrid.ts";
import type { ShardLayout } from "./codecSteps.ts";

/** Where the chunks of a shard lie in it: offset and length in turn, C order of the shard's chunk grid; -1 = not stored. */
export type ShardIndex = Float64Array;

const ENTRY_BYTES = 16;
const CHECKSUM_BYTES = 4;
const MISSING = 2n ** 64n - 1n;

/**
 * Bytes of the index, checksum included. `shardShape` is a whole number of chunks.
 * @throws `limit`
 */
export function shardIndexBytes(shardShape: readonly number[], layout: ShardLayout, file: string): number {
  const chunks = chunkGrid(shardShape, layout.chunkShape).total;
  if (chunks > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `The shards of ${file} hold too many chunks.`, { file, technical: `${chunks}` });
  }
  return chunks * ENTRY_BYTES + (layout.indexChecksum ? CHECKSUM_BYTES : 0);
}

/** An entry of a chunk that is left out. */
export const NOT_STORED = { offset: -1, length: -1 } as const;

/** The index as it is written here (`shardingCodec`): numbers little-endian, a CRC-32C behind them. `entries`: C order of the chunks. */
export function shardIndexOf(entries: readonly { offset: number; length: number }[]): Uint8Array<ArrayBuffer> {
  const index = new Uint8Array(entries.length * ENTRY_BYTES + CHECKSUM_BYTES);
  const view = new DataView(index.buffer);
  for (const [chunk, { offset, length }] of entries.entries()) {
    view.setBigUint64(chunk * ENTRY_BYTES, offset < 0 ? MISSING : BigInt(offset), true);
    view.setBigUint64(chunk * ENTRY_BYTES + 8, offset < 0 ? MISSING : BigInt(length), true);
  }
  view.setUint32(index.length - CHECKSUM_BYTES, crc32c(index.subarray(0, -CHECKSUM_BYTES)), true);
  return index;
}

/**
 * Reads the bytes of an index.
 * @throws `corrupt` for a wrong checksum, or chunks that leave the shard (`shardBytes` long)
 */
export function parseShardIndex(bytes: Uint8Array, layout: ShardLayout, shardBytes: number, file: string): ShardIndex {
  if (!isIndexIntact(bytes, layout)) throw damagedShard(file, "wrong checksum of the index");
  const index = readShardIndex(bytes, layout);
  for (let entry = 0; entry < index.length; entry += 2) {
    if (index[entry]! + index[entry + 1]! > shardBytes) throw damagedShard(file, `chunk ${entry / 2} leaves the shard`);
  }
  return index;
}

/** True when an index has no checksum, or the right one. */
export function isIndexIntact(bytes: Uint8Array, layout: ShardLayout): boolean {
  if (!layout.indexChecksum) return true;
  const end = bytes.length - CHECKSUM_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(end, true) === crc32c(bytes.subarray(0, end));
}

/** The entries of an index as they stand there: nothing is checked. Offsets beyond 2^53 are rounded, far beyond any file. */
export function readShardIndex(bytes: Uint8Array, layout: ShardLayout): ShardIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = layout.indexChecksum ? bytes.length - CHECKSUM_BYTES : bytes.length;
  const index = new Float64Array(end / 8);
  for (let entry = 0; entry < index.length; entry += 2) {
    const offset = view.getBigUint64(entry * 8, !layout.indexBigEndian);
    const length = view.getBigUint64(entry * 8 + 8, !layout.indexBigEndian);
    const isMissing = offset === MISSING && length === MISSING;
    index[entry] = isMissing ? -1 : Number(offset);
    index[entry + 1] = isMissing ? -1 : Number(length);
  }
  return index;
}

/** The error for a shard that cannot be what its index says; `technical` is for a bug report. */
export function damagedShard(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The shard ${file} is damaged or cut off.`, { file, technical });
}
