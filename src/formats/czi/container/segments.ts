import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { corruptCzi } from "../errors.ts";

/** Bytes of a segment's header: identifier (16), allocated size (8), used size (8). */
export const SEGMENT_HEADER_BYTES = 32;

/** Segments begin at multiples of this. */
export const SEGMENT_ALIGNMENT = 32;

/** The segments that are read; others are skipped. */
export type SegmentId =
  | "ZISRAWFILE"
  | "ZISRAWDIRECTORY"
  | "ZISRAWSUBBLOCK"
  | "ZISRAWMETADATA"
  | "ZISRAWATTDIR"
  | "ZISRAWATTACH";

/** A piece of a CZI file. Positions and sizes in bytes. */
export type Segment = {
  /** As written; "DELETED" for one that was given up. */
  id: string;
  /** Where its content begins. */
  start: number;
  /** Where its content ends, not beyond the end of the file. */
  end: number;
  /** Where the next segment begins if nothing lies between; may be beyond the end of the file. */
  next: number;
};

/**
 * Reads a segment's header.
 * @throws `corrupt` when it lies outside the file or its sizes are impossible
 */
export async function readSegment(source: ByteSource, position: number, signal: AbortSignal): Promise<Segment> {
  const bytes = await source.read(position, SEGMENT_HEADER_BYTES, signal);
  return parseSegment(new Cursor(bytes, source.name), position, source);
}

/**
 * The header of the segment at `position` of the file, from bytes that begin there.
 * @throws `corrupt`
 */
export function parseSegment(cursor: Cursor, position: number, source: ByteSource): Segment {
  const id = cursor.ascii(16);
  const allocated = cursor.i64();
  const used = cursor.i64();
  if (allocated < 0 || used < 0) {
    throw corruptCzi(source.name, "one of its parts has a negative size", `segment ${id} at ${position}`);
  }
  const start = position + SEGMENT_HEADER_BYTES;
  // A used size of 0 stands for all that is allocated.
  const end = Math.min(source.size, start + (used === 0 ? allocated : used));
  return { id, start, end, next: start + Math.max(allocated, used) };
}

/**
 * The segment at a position, which must be of a kind.
 * @throws `corrupt`
 */
export async function expectSegment(
  source: ByteSource,
  position: number,
  id: SegmentId,
  signal: AbortSignal,
): Promise<Segment> {
  const segment = await readSegment(source, position, signal);
  if (segment.id === id) return segment;
  throw corruptCzi(
    source.name,
    "what should be at one of its places is not there",
    `${id} expected at ${position}, found “${segment.id}”`,
  );
}
