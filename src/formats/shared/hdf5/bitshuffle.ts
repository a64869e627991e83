import { loadDecompressor } from "../../../codecs/decompressors.ts";
import { largestHonestBlock, LIMITS } from "../../../model/limits.ts";
import { damagedHdf5 } from "./errors.ts";
import type { UndoFilters } from "./filters.ts";

/** Blocks are about so large where nothing else was asked for, and have a multiple of 8 values. */
const TARGET_BYTES = 8192;
const SMALLEST_BLOCK = 128;
/** By the number that says how blocks are compressed. */
const COMPRESSORS: Readonly<Record<number, "lz4-block" | "zstd">> = { 2: "lz4-block", 3: "zstd" };

/**
 * What undoes the filter bitshuffle (32008), whose `values` are: two of its version, the bytes of a value, the values of a block (0: the
 * usual number), the compression of blocks (none, LZ4, Zstandard).
 */
export async function loadBitshuffle(values: readonly number[], file: string): Promise<UndoFilters> {
  const itemBytes = values[2] ?? 0;
  const compression = values[4] ?? 0;
  if (itemBytes < 1 || itemBytes > 256) throw damagedHdf5(file, `bits of values of ${itemBytes} bytes`);
  const usual = Math.max(SMALLEST_BLOCK, Math.floor(TARGET_BYTES / itemBytes / 8) * 8);
  const compressor = COMPRESSORS[compression] ?? "none";
  const { decode } = await loadDecompressor({ id: compressor }, [{ id: "bit-unshuffle", itemBytes }]);
  if (compressor === "none") {
    const blockItems = values[3] || usual;
    return (data) => {
      const target = Uint8Array.from(data);
      for (const [start, length] of blocksOf(data.length, itemBytes, blockItems)) {
        target.set(decode(data.subarray(start, start + length), length), start);
      }
      return target;
    };
  }
  return (data) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data.length < 12) throw damagedHdf5(file, "bitshuffle data without a header");
    const total = Number(view.getBigUint64(0));
    const blockItems = Math.floor(view.getUint32(8) / itemBytes);
    if (total > largestHonestBlock(data.length, LIMITS.undoubtedChunkBytes) || blockItems < 8 || blockItems % 8 !== 0) {
      throw damagedHdf5(file, `bitshuffle data of ${data.length} bytes for ${total}`);
    }
    const target = new Uint8Array(total);
    let at = 12;
    for (const [to, length] of blocksOf(total, itemBytes, blockItems)) {
      if (at + 4 > data.length) throw damagedHdf5(file, "bitshuffle data that end too early");
      const stored = view.getUint32(at);
      at += 4;
      if (at + stored > data.length) throw damagedHdf5(file, "bitshuffle data that end too early");
      target.set(decode(data.subarray(at, at + stored), length), to);
      at += stored;
    }
    const rest = total - Math.floor(total / itemBytes / 8) * 8 * itemBytes;
    if (at + rest > data.length) throw damagedHdf5(file, "bitshuffle data that end too early");
    // Values behind the last whole eight are as they are.
    target.set(data.subarray(at, at + rest), total - rest);
    return target;
  };
}

/** Where blocks begin and how long they are, in bytes: whole ones, then one of what multiples of 8 values are left. */
function* blocksOf(total: number, itemBytes: number, blockItems: number): Generator<[start: number, length: number]> {
  const whole = Math.floor(total / itemBytes / 8) * 8;
  for (let item = 0; item < whole; item += blockItems) {
    yield [item * itemBytes, Math.min(blockItems, whole - item) * itemBytes];
  }
}
