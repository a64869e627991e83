import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { CHUNK_HEADER_BYTES, chunkName, readChunkHeader } from "./chunkHeader.ts";
import { ChunkIndex } from "./chunkIndex.ts";

/** Ends the list of chunks and, with the map's offset after it, the file. */
const MAP_SIGNATURE = "ND2 CHUNK MAP SIGNATURE 0000001!";
/** Name of the chunk that holds the list. */
const MAP_CHUNK = "ND2 FILEMAP SIGNATURE NAME 0001!";
const TRAILER_BYTES = MAP_SIGNATURE.length + 8;
/** Offset and size after a name. */
const ENTRY_BYTES = 16;
/** Longest name that is not taken for damage. */
const LONGEST_NAME = 512;

/**
 * Reads the chunk map: the last 40 bytes give its offset; it is a list of names (each up to its "!"), offsets of the
 * chunks and sizes of their data. Null if it is not there or damaged.
 * @throws `limit` for a giant one
 */
export async function readChunkMap(source: ByteSource, signal: AbortSignal): Promise<ChunkIndex | null> {
  if (source.size < TRAILER_BYTES) return null;
  const trailer = await source.read(source.size - TRAILER_BYTES, TRAILER_BYTES, signal);
  if (chunkName(trailer) !== MAP_SIGNATURE) return null;
  const offset = Number(new DataView(trailer.buffer, trailer.byteOffset).getBigUint64(MAP_SIGNATURE.length, true));
  if (!Number.isSafeInteger(offset)) return null;
  const header = await readChunkHeader(source, offset, signal);
  if (header === null || header.name !== MAP_CHUNK) return null;
  const start = offset + CHUNK_HEADER_BYTES + header.nameBytes;
  const length = Math.min(header.dataBytes, source.size - start);
  if (length <= 0) return null;
  if (length > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `The list of contents of ${source.name} is too long to be read.`, {
      file: source.name,
      technical: `${length} bytes`,
    });
  }
  return parseChunkMap(await source.read(start, length, signal), source);
}

function parseChunkMap(bytes: Uint8Array, source: ByteSource): ChunkIndex | null {
  const index = new ChunkIndex();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; ;) {
    const name = chunkName(bytes.subarray(at, at + LONGEST_NAME));
    if (name === null) return null;
    if (name === MAP_SIGNATURE) return index;
    const entry = at + name.length;
    if (entry + ENTRY_BYTES > bytes.length) return null;
    index.add(name, Number(view.getBigUint64(entry, true)), Number(view.getBigUint64(entry + 8, true)), source.name);
    at = entry + ENTRY_BYTES;
  }
}
