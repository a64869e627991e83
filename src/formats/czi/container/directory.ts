import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { ABSENT, type Entry, type Extent } from "./entries.ts";
import { corruptCzi } from "../errors.ts";
import { expectSegment } from "./segments.ts";

/** Bytes of an entry before its dimensions, and of each dimension. */
export const ENTRY_BYTES = 32;
/** Bytes of each dimension of an entry. */
export const DIMENSION_BYTES = 20;

/** Dimensions that the specification knows are fewer than 20; more are a sign of damage. */
const MOST_DIMENSIONS = 64;
/** Bytes of the directory's content before its entries. */
const DIRECTORY_HEAD_BYTES = 128;
/** The directory is read in pieces of this size: that of a long recording has hundreds of MiB. */
const PIECE_BYTES = 4 * 2 ** 20;

/** A sub-block's segment header, and the part of fixed length before its metadata and pixels. */
const SMALLEST_SUB_BLOCK_BYTES = 32 + 256;

/**
 * Reads the sub-block directory and hands over its entries in order. `setBytes`: of all files of the set, in which the
 * sub-blocks have to have room.
 * @throws `corrupt`, `limit`, `unsupported-feature`
 */
export async function readDirectory(
  source: ByteSource,
  position: number,
  setBytes: number,
  signal: AbortSignal,
  add: (entry: Entry) => void,
): Promise<void> {
  const segment = await expectSegment(source, position, "ZISRAWDIRECTORY", signal);
  const head = await source.read(segment.start, 4, signal);
  const count = new Cursor(head, source.name).i32();
  if (count < 0) throw corruptCzi(source.name, "its list of tiles has a negative length");
  if (count > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${source.name} lists ${count} tiles, which is too many.`, { file: source.name });
  }
  if (count * SMALLEST_SUB_BLOCK_BYTES > setBytes) {
    throw corruptCzi(source.name, "it lists more tiles than it has room for", `${count} tiles in ${setBytes} bytes`);
  }
  let at = segment.start + DIRECTORY_HEAD_BYTES;
  let done = 0;
  while (done < count) {
    const length = Math.min(PIECE_BYTES, segment.end - at);
    if (length < ENTRY_BYTES) throw endsEarly(source.name, done, count);
    const cursor = new Cursor(await source.read(at, length, signal), source.name);
    const before = done;
    while (done < count && holdsEntry(cursor)) {
      add(parseEntry(cursor, source.name));
      done++;
    }
    if (done === before) throw endsEarly(source.name, done, count);
    at += cursor.position;
  }
}

function endsEarly(file: string, done: number, count: number): ZarrdropError {
  return corruptCzi(file, "its list of tiles ends too early", `${done} of ${count} entries`);
}

/** Whether a whole entry lies in what is left of the bytes. The position stays. */
function holdsEntry(cursor: Cursor): boolean {
  const start = cursor.position;
  if (cursor.remaining < ENTRY_BYTES) return false;
  const dimensions = cursor.skip(ENTRY_BYTES - 4).i32();
  cursor.seek(start);
  // A nonsensical number of dimensions is found by whoever parses the entry.
  return dimensions < 0 || dimensions > MOST_DIMENSIONS || cursor.remaining >= entryBytes(dimensions);
}

function entryBytes(dimensions: number): number {
  return ENTRY_BYTES + dimensions * DIMENSION_BYTES;
}

/**
 * An entry of variable length (schema "DV"): number of the pixel type (4 bytes), position (8), file part (4),
 * compression (4), kind of pyramid tile (1), 5 spare bytes, number of dimensions (4); then for each its name (4), start
 * (4), size (4), a start as a float (4) and the stored size (4).
 * @throws `corrupt`, `unsupported-feature`
 */
export function parseEntry(cursor: Cursor, file: string): Entry {
  const schema = cursor.ascii(2);
  if (schema === "DE") {
    const message = `${file} uses a directory of an early, abandoned kind that cannot be read here.`;
    throw new ZarrdropError("unsupported-feature", message, {
      file,
      advice: "Open it in ZEN and save it again.",
    });
  }
  if (schema !== "DV") throw corruptCzi(file, "its list of tiles cannot be read", `schema “${schema}”`);
  const pixelType = cursor.i32();
  const position = cursor.i64();
  const part = cursor.i32();
  const compression = cursor.i32();
  // What kind of pyramid tile it is need not be true: the sizes tell.
  cursor.skip(6);
  const count = cursor.i32();
  if (count < 0 || count > MOST_DIMENSIONS) {
    throw corruptCzi(file, "its list of tiles cannot be read", `${count} dimensions`);
  }
  const x = { start: 0, size: 0, stored: 0 };
  const y = { start: 0, size: 0, stored: 0 };
  let mosaic = ABSENT;
  const coordinates = new Map<string, Extent>();
  for (let dimension = 0; dimension < count; dimension++) {
    const letter = String.fromCharCode(cursor.u8()).toUpperCase();
    cursor.skip(3);
    const start = cursor.i32();
    const size = cursor.i32();
    cursor.skip(4);
    const stored = cursor.i32();
    if (letter === "X") Object.assign(x, { start, size, stored });
    else if (letter === "Y") Object.assign(y, { start, size, stored });
    else if (letter === "M") mosaic = start;
    else if (letter >= "A" && letter <= "Z") coordinates.set(letter, { start, size });
  }
  return {
    pixelType: pixelType >= 0 && pixelType < UNKNOWN_PIXEL_TYPE ? pixelType : UNKNOWN_PIXEL_TYPE,
    position,
    part,
    compression: compression >= 0 && compression < UNKNOWN_COMPRESSION ? compression : UNKNOWN_COMPRESSION,
    x: x.start,
    y: y.start,
    width: x.size,
    height: y.size,
    storedWidth: x.stored === 0 ? x.size : x.stored,
    storedHeight: y.stored === 0 ? y.size : y.stored,
    mosaic,
    coordinates,
  };
}

/** Numbers that fit into the columns of `Entries` and mean nothing. */
const UNKNOWN_PIXEL_TYPE = 255;
const UNKNOWN_COMPRESSION = 0x7fff;
