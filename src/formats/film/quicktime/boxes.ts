import type { Cursor } from "../../../bytes/cursor.ts";
import { ZarrdropError } from "../../../model/errors.ts";

/** A box of a QuickTime file in bytes that are in memory. */
export type Box = {
  /** Four characters. */
  kind: string;
  /** Where its contents begin and end. */
  start: number;
  end: number;
};

const HEADER_BYTES = 8;
const MOST_BOXES = 100_000;

/**
 * The boxes between two places; one that leaves them ends with them.
 * @throws `limit`
 */
export function* boxesIn(cursor: Cursor, start: number, end: number): Generator<Box, void, void> {
  let count = 0;
  for (let position = start; position + HEADER_BYTES <= end;) {
    if (count++ === MOST_BOXES) throw new ZarrdropError("limit", "The film has too many parts.");
    cursor.seek(position);
    const stated = cursor.u32();
    const kind = String.fromCharCode(...cursor.bytes(4));
    const isLong = stated === 1 && position + 2 * HEADER_BYTES <= end;
    const size = isLong ? cursor.u64() : stated === 0 ? end - position : stated;
    // A box is at least as long as its own header: nothing goes in circles.
    const length = Math.max(size, cursor.position - position);
    yield { kind, start: cursor.position, end: Math.min(position + length, end) };
    position += length;
  }
}

/** The first box of a kind in another, down a path of kinds; null if there is none. */
export function boxAt(cursor: Cursor, within: Box, ...path: readonly string[]): Box | null {
  let found: Box | null = within;
  for (const kind of path) {
    if (found === null) return null;
    found = firstOf(cursor, found, kind);
  }
  return found;
}

function firstOf(cursor: Cursor, { start, end }: Box, kind: string): Box | null {
  for (const box of boxesIn(cursor, start, end)) if (box.kind === kind) return box;
  return null;
}
