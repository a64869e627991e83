import type { ByteSource } from "../../../bytes/source.ts";
import { itemSize } from "../../../model/dtype.ts";
import type { FrameFormat } from "../metadata/attributes.ts";
import { CHUNK_HEADER_BYTES, readChunkHeader } from "../container/chunkHeader.ts";
import type { FrameList } from "../container/frameList.ts";
import { FrameStore } from "./frameStore.ts";

/** Rows of smaller frames are filled up to this many bytes. */
const ROW_ALIGNMENT = 4;

/**
 * The smaller copies of the frames that NIS-Elements keeps for showing large images: each half as large as the one before (the last odd row
 * or column falls away), not compressed, without a time stamp; `DownsampledColorData_s` where s is the least power of two that holds
 * the longer side. Only resolutions that all frames have, in plain form, from the largest on without a gap. (Layout: the maker's limnd2
 * library.)
 */
export async function openSmallerFrames(
  source: ByteSource,
  full: FrameFormat,
  lists: ReadonlyMap<number, FrameList>,
  frames: number,
  signal: AbortSignal,
): Promise<FrameStore[]> {
  const stores: FrameStore[] = [];
  for (let format = half(full); format !== null; format = half(format)) {
    const side = leastPower(Math.max(format.width, format.height));
    const list = lists.get(side);
    if (list === undefined || list.entries < frames) break;
    const table = list.table(frames);
    const stem = `CustomDataSeq|DownsampledColorData_${side}`;
    const first = table.offsets[0] === undefined ? null : await readChunkHeader(source, table.offsets[0], signal);
    const start = (table.offsets[0] ?? 0) + CHUNK_HEADER_BYTES + (first?.nameBytes ?? 0);
    const isPlain = first?.dataBytes === format.rowBytes * format.height && start + first.dataBytes <= source.size;
    if (!isPlain || table.offsets.includes(-1)) break;
    const store = await FrameStore.open(source, format, { stem, prefixBytes: 0, table }, signal);
    if (store.missing > 0) break;
    stores.push(store);
  }
  return stores;
}

/** Half the size, or null when nothing would be left. */
function half(format: FrameFormat): FrameFormat | null {
  const width = Math.floor(format.width / 2);
  const height = Math.floor(format.height / 2);
  if (width === 0 || height === 0) return null;
  const tight = width * format.components * itemSize(format.dtype);
  const rowBytes = Math.ceil(tight / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  return { ...format, width, height, rowBytes, compression: "none" };
}

function leastPower(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}
