import { CachedSource } from "../../../bytes/cachedSource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { readChunkHeader } from "./chunkHeader.ts";
import type { ChunkIndex } from "./chunkIndex.ts";
import { readChunkMap } from "./chunkMap.ts";
import { scanChunks } from "./scanChunks.ts";

/** The chunks of a file. `rebuilt`: its own list of them was missing or wrong. */
export type OpenedChunks = { index: ChunkIndex; rebuilt: boolean };

/**
 * Finds the chunks by the map at the end of the file, or if that is no good by going through the file.
 * @throws `limit`, `cancelled`
 */
export async function openChunks(source: ByteSource, signal: AbortSignal): Promise<OpenedChunks> {
  const index = await readChunkMap(source, signal);
  if (index !== null && (await isRight(index, source, signal))) return { index, rebuilt: false };
  return { index: await scanChunks(source, signal), rebuilt: true };
}

/** Looks at the description of the image and at the frames that begin and end the file: a map that is off is off everywhere, or near the end. */
async function isRight(index: ChunkIndex, source: ByteSource, signal: AbortSignal): Promise<boolean> {
  const attributes = index.named.get("ImageAttributesLV") ?? index.named.get("ImageAttributes");
  if (attributes === undefined) return false;
  const { offsets } = index.frames.table(index.frames.end);
  const first = offsets.find((offset) => offset !== -1);
  const last = offsets.findLast((offset) => offset !== -1);
  const cached = new CachedSource(source, { blockBytes: 4096 });
  for (const offset of [attributes, first, last]) {
    if (offset === undefined || offset >= source.size) continue;
    if ((await readChunkHeader(cached, offset, signal)) === null) return false;
  }
  return true;
}
