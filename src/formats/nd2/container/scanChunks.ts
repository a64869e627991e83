import { throwIfAborted } from "../../../bytes/abort.ts";
import { CachedSource } from "../../../bytes/cachedSource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { CHUNK_HEADER_BYTES, CHUNK_MAGIC, type FoundChunk, readChunkHeader } from "./chunkHeader.ts";
import { ChunkIndex } from "./chunkIndex.ts";

/** Writers begin chunks at multiples of this. */
const ALIGNMENT = 4096;
/** Bytes read at a time when the next chunk has to be looked for. */
const WINDOW_BYTES = 1 << 20;
/** Bytes looked through in all, when chunks are not where the ones before them end: enough to step over a broken frame or two. */
const SEARCH_BYTES = 256 * 2 ** 20;

/**
 * Makes the index anew by going from chunk to chunk, for files whose map is missing (the acquisition was interrupted:
 * the map is written last) or damaged. One small read per chunk; where a chunk does not lead to the next, a bounded
 * search for its magic number does.
 * @throws `limit` for too many chunks, `cancelled`
 */
export async function scanChunks(source: ByteSource, signal: AbortSignal): Promise<ChunkIndex> {
  const index = new ChunkIndex();
  const cached = new CachedSource(source, { blockBytes: 64 * 1024, blocks: 64 });
  let searched = 0;
  for (let at = 0; at + CHUNK_HEADER_BYTES <= source.size;) {
    throwIfAborted(signal);
    const chunk = await readChunkHeader(cached, at, signal);
    const end = chunk === null ? null : at + CHUNK_HEADER_BYTES + chunk.nameBytes + chunk.dataBytes;
    if (chunk !== null && end !== null) {
      index.add(chunk.name, at, chunk.dataBytes, source.name);
      const next = await chunkAfter(cached, end, signal);
      if (next !== null) {
        at = next;
        continue;
      }
    }
    // Either no chunk, or one whose size leads nowhere.
    const found = await search(source, at + 1, SEARCH_BYTES - searched, signal);
    searched += found.searched;
    if (found.at === null) break;
    at = found.at;
  }
  return index;
}

/** The chunk that follows one that ends at `end`: right there or at the next multiple of a page. */
async function chunkAfter(source: ByteSource, end: number, signal: AbortSignal): Promise<number | null> {
  for (const at of new Set([end, Math.ceil(end / ALIGNMENT) * ALIGNMENT])) {
    const chunk: FoundChunk | null = await readChunkHeader(source, at, signal);
    if (chunk !== null) return at;
  }
  return null;
}

/** The next place from `start` on that looks like a chunk, within `budget` bytes. */
async function search(
  source: ByteSource,
  start: number,
  budget: number,
  signal: AbortSignal,
): Promise<{ at: number | null; searched: number }> {
  const last = Math.min(source.size, start + Math.max(0, budget));
  for (let at = start; at + CHUNK_HEADER_BYTES <= last;) {
    const bytes = await source.read(at, Math.min(WINDOW_BYTES, source.size - at), signal);
    for (let found = nextMagic(bytes, 0); found >= 0; found = nextMagic(bytes, found + 1)) {
      if ((await readChunkHeader(source, at + found, signal)) !== null) {
        return { at: at + found, searched: at + found - start };
      }
    }
    // A magic number may lie across the border of two windows.
    at += Math.max(1, bytes.length - 3);
  }
  return { at: null, searched: Math.max(0, last - start) };
}

function nextMagic(bytes: Uint8Array, from: number): number {
  const [first, second, third, fourth] = [0, 8, 16, 24].map((shift) => (CHUNK_MAGIC >>> shift) & 0xff);
  for (let at = bytes.indexOf(first!, from); at >= 0; at = bytes.indexOf(first!, at + 1)) {
    if (bytes[at + 1] === second && bytes[at + 2] === third && bytes[at + 3] === fourth) return at;
  }
  return -1;
}
