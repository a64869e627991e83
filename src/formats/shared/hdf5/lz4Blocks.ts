import { loadDecompressor } from "../../../codecs/decompressors.ts";
import { largestHonestBlock, LIMITS } from "../../../model/limits.ts";
import { damagedHdf5 } from "./errors.ts";
import type { UndoFilters } from "./filters.ts";

/**
 * What undoes HDF5's filter LZ4 (32004): the decoded size in 8 bytes, that of a block in 4, then blocks behind their lengths in 4, all
 * big-endian; a block as long as it decodes to is not compressed.
 */
export async function loadLz4Blocks(file: string): Promise<UndoFilters> {
  const { decode } = await loadDecompressor({ id: "lz4-block" });
  return (data, room) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data.length < 12) throw damagedHdf5(file, "LZ4 data without a header");
    const total = Number(view.getBigUint64(0));
    const blockBytes = view.getUint32(8);
    if (total > largestHonestBlock(data.length, LIMITS.undoubtedChunkBytes) || (blockBytes === 0 && total > 0)) {
      throw damagedHdf5(file, `LZ4 data of ${data.length} bytes for ${total}`);
    }
    const decoded = room !== undefined && room.length >= total ? room.subarray(0, total) : new Uint8Array(total);
    let at = 12;
    for (let to = 0; to < total; to += blockBytes) {
      const wanted = Math.min(blockBytes, total - to);
      if (at + 4 > data.length) throw damagedHdf5(file, "LZ4 data that end too early");
      const length = view.getUint32(at);
      at += 4;
      if (at + length > data.length) throw damagedHdf5(file, "LZ4 data that end too early");
      const block = data.subarray(at, at + length);
      const place = decoded.subarray(to, to + wanted);
      const values = length === wanted ? block : decode(block, wanted, place);
      if (values.buffer !== place.buffer || values.byteOffset !== place.byteOffset) place.set(values);
      at += length;
    }
    return decoded;
  };
}
