import type { ByteSource } from "../../../bytes/source.ts";

/** Begins every chunk, little-endian. */
export const CHUNK_MAGIC = 0x0abeceda;
/** Magic number (u32), bytes of the name (u32), bytes of the data (u64); name and data follow. */
export const CHUNK_HEADER_BYTES = 16;
/** Longest name field: writers fill it up to a page of 4096 bytes, so that pixels begin at one. */
const LONGEST_NAME_FIELD = 1 << 16;

/** Sizes of a chunk's two parts. */
export type ChunkHeader = { nameBytes: number; dataBytes: number };

/** Whether bytes begin with a chunk's magic number. */
export function beginsChunk(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === CHUNK_MAGIC;
}

/** The chunk header at the beginning of `bytes`, or null if there is none. */
export function parseChunkHeader(bytes: Uint8Array): ChunkHeader | null {
  if (bytes.length < CHUNK_HEADER_BYTES || !beginsChunk(bytes)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameBytes = view.getUint32(4, true);
  const dataBytes = Number(view.getBigUint64(8, true));
  if (nameBytes === 0 || nameBytes > LONGEST_NAME_FIELD || !Number.isSafeInteger(dataBytes)) return null;
  return { nameBytes, dataBytes };
}

/** Bytes of a name that are looked at: the longest that tell chunks apart are shorter. */
const NAME_BYTES_READ = 256;

/** A chunk as it stands in the file. */
export type FoundChunk = ChunkHeader & {
  /** Up to and with the "!" that ends it. */
  name: string;
};

/** The chunk that begins at `offset`, or null if none does. Reads nothing outside the file. */
export async function readChunkHeader(
  source: ByteSource,
  offset: number,
  signal: AbortSignal,
): Promise<FoundChunk | null> {
  const available = source.size - offset;
  if (!(offset >= 0) || available < CHUNK_HEADER_BYTES) return null;
  const bytes = await source.read(offset, Math.min(available, CHUNK_HEADER_BYTES + NAME_BYTES_READ), signal);
  const header = parseChunkHeader(bytes);
  if (header === null) return null;
  const name = chunkName(bytes.subarray(CHUNK_HEADER_BYTES, CHUNK_HEADER_BYTES + header.nameBytes));
  return name === null ? null : { ...header, name };
}

/** The name at the beginning of a name field: printable characters up to and with a "!", else null. */
export function chunkName(field: Uint8Array): string | null {
  let name = "";
  for (const byte of field) {
    if (byte < 0x20 || byte > 0x7e) return null;
    name += String.fromCharCode(byte);
    if (byte === 0x21) return name;
  }
  return null;
}
