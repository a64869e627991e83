import type { ByteSource } from "../source.ts";

/** Bytes at the beginning and at the end that are looked at: headers, directories and what is written last lie there. */
const END_BYTES = 64 * 2 ** 10;
/** Pieces in between, one for each MiB begun. */
const PIECE_BYTES = 4 * 2 ** 10;
const MOST_PIECES = 16;
const BYTES_PER_PIECE = 2 ** 20;

type Range = { offset: number; length: number };

/** Which bytes of a file of this size are looked at: of a small one all, of others both ends and pieces spread between them. */
export function sampledRanges(size: number): Range[] {
  const between = size - 2 * END_BYTES;
  if (between <= MOST_PIECES * PIECE_BYTES) return size === 0 ? [] : [{ offset: 0, length: size }];
  const pieces = Math.min(MOST_PIECES, Math.ceil(between / BYTES_PER_PIECE));
  const part = between / pieces;
  const ranges: Range[] = [{ offset: 0, length: END_BYTES }];
  for (let piece = 0; piece < pieces; piece++) {
    // Not on a regular grid, which rows or planes of an image could have too; the same for the same size.
    const within = ((Math.imul(piece + 1, 0x9e3779b1) ^ size) >>> 0) / 2 ** 32;
    const offset = END_BYTES + Math.floor(piece * part + within * (part - PIECE_BYTES));
    ranges.push({ offset, length: PIECE_BYTES });
  }
  return [...ranges, { offset: size - END_BYTES, length: END_BYTES }];
}

/**
 * The sampled bytes of a file, one after the other.
 * @throws those of `ByteSource.read`
 */
export async function readSamples(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const ranges = sampledRanges(source.size);
  const bytes = new Uint8Array(ranges.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const { offset, length } of ranges) {
    bytes.set(await source.read(offset, length, signal), filled);
    filled += length;
  }
  return bytes;
}
