import type { ByteRange } from "./range.ts";
import type { ByteSource } from "./source.ts";

/** How `readMany` merges ranges. */
export type MergeOptions = {
  /** Bytes between two ranges that are rather read and thrown away than skipped: about what one more slice costs. */
  gap?: number;
  /** Most bytes read in one piece (a single larger range is still read whole). */
  maxBytes?: number;
};

/** Ranges that are read in one piece; `members` are their indices in the input. */
export type MergedRead = { offset: number; length: number; members: number[] };

/** One of the ranges given to `readMany`. */
export type ManyResult = { index: number; bytes: Uint8Array<ArrayBuffer> };

/**
 * Merges ranges that lie near each other, in file order. A Blob slice costs 0.7–0.9 ms whatever its size: 1 MiB slices reach
 * 246 MB/s, 16 MiB slices 763 MB/s. Ranges may overlap or repeat; empty ones are kept.
 */
export function mergeRanges(ranges: readonly ByteRange[], options: MergeOptions = {}): MergedRead[] {
  const gap = options.gap ?? 128 * 1024;
  const maxBytes = options.maxBytes ?? 8 * 2 ** 20;
  const order = ranges.map((_, index) => index).sort((a, b) => ranges[a]!.offset - ranges[b]!.offset || a - b);
  const merged: MergedRead[] = [];
  let current: MergedRead | undefined;
  for (const index of order) {
    const { offset, length } = ranges[index]!;
    if (current !== undefined) {
      const end = current.offset + current.length;
      const newEnd = Math.max(end, offset + length);
      if (offset - end <= gap && newEnd - current.offset <= maxBytes) {
        current.length = newEnd - current.offset;
        current.members.push(index);
        continue;
      }
    }
    current = { offset, length, members: [index] };
    merged.push(current);
  }
  return merged;
}

/**
 * Reads many ranges of a file with few large reads and yields them in file order, the next piece being read while the last one is
 * worked on: at most two pieces are in memory. Each `bytes` is a view of its piece.
 */
export async function* readMany(
  source: ByteSource,
  ranges: readonly ByteRange[],
  signal: AbortSignal,
  options: MergeOptions = {},
): AsyncGenerator<ManyResult, void, void> {
  const merged = mergeRanges(ranges, options);
  const start = (read: MergedRead | undefined) => {
    if (read === undefined) return undefined;
    const promise = source.read(read.offset, read.length, signal);
    // Awaited below; until then a failure must not count as unhandled (the consumer may stop early).
    promise.catch(() => {});
    return promise;
  };
  let ahead = start(merged[0]);
  for (let position = 0; position < merged.length; position++) {
    const read = merged[position]!;
    const piece = ahead!;
    const bytes = await piece;
    ahead = start(merged[position + 1]);
    for (const index of read.members) {
      const range = ranges[index]!;
      const from = range.offset - read.offset;
      yield { index, bytes: bytes.subarray(from, from + range.length) };
    }
  }
}
