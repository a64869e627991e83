import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { DIMENSION_BYTES, ENTRY_BYTES, parseEntry } from "./directory.ts";
import type { Entry } from "./entries.ts";
import { corruptCzi } from "../errors.ts";
import { parseSegment, SEGMENT_HEADER_BYTES } from "./segments.ts";

/** Sizes before the entry: metadata (4), attachment (4), data (8). */
const SIZES_BYTES = 16;
/** The sizes and the entry take at least this much. */
const SMALLEST_FIXED_BYTES = 256;

/** Enough bytes of a sub-block for `parseSubBlock`, whatever its number of dimensions. */
export const SUB_BLOCK_HEAD_BYTES = SEGMENT_HEADER_BYTES + SIZES_BYTES + ENTRY_BYTES + 64 * DIMENSION_BYTES;

/** A sub-block's own header. */
export type SubBlock = {
  /** As the directory should have it too. */
  entry: Entry;
  /** Where its pixels begin in the file, in bytes, and how many bytes they have. */
  dataStart: number;
  dataBytes: number;
  /** Where the next segment begins; may be beyond the end of the file. */
  next: number;
};

/**
 * The sub-block at `position` of the file, from bytes that begin there.
 * @throws `corrupt`, `unsupported-feature`
 */
export function parseSubBlock(bytes: Uint8Array, position: number, source: ByteSource): SubBlock {
  const cursor = new Cursor(bytes, source.name);
  const segment = parseSegment(cursor, position, source);
  if (segment.id !== "ZISRAWSUBBLOCK") {
    throw corruptCzi(
      source.name,
      "a tile is not where it should be",
      `sub-block expected at ${position}, found “${segment.id}”`,
    );
  }
  const metadataBytes = cursor.i32();
  cursor.skip(4);
  const dataBytes = cursor.i64();
  const entry = parseEntry(cursor, source.name);
  const fixedBytes = Math.max(SMALLEST_FIXED_BYTES, cursor.position - SEGMENT_HEADER_BYTES);
  if (metadataBytes < 0 || dataBytes < 0) {
    throw corruptCzi(source.name, "a tile has a negative size", `sub-block at ${position}`);
  }
  return { entry, dataStart: segment.start + fixedBytes + metadataBytes, dataBytes, next: segment.next };
}
