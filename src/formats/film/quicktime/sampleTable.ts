import type { Cursor } from "../../../bytes/cursor.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { FrameList } from "../frameList.ts";
import { type Box, boxAt } from "./boxes.ts";

/** Version and flags, before what a table has. */
const VERSION_BYTES = 4;
const RUN_BYTES = 12;

/**
 * Where the frames of a track are: chunks of the file hold some samples each, one after the other (QuickTime File Format, sample tables).
 * @throws `corrupt` for tables that are missing or too short, `limit`
 */
export function readSampleTable(cursor: Cursor, table: Box, file: string): FrameList {
  const sizeOf = sampleSizes(cursor, need(cursor, table, "stsz", file), file);
  const runs = samplesPerChunk(cursor, need(cursor, table, "stsc", file), file);
  const long = boxAt(cursor, table, "co64");
  const { count, at } = entries(cursor, long ?? need(cursor, table, "stco", file), long === null ? 4 : 8, file);
  const frames = new FrameList();
  let run = 0;
  for (let chunk = 0; chunk < count && frames.count < sizeOf.count; chunk++) {
    while (run + 1 < runs.count && runs.first(run + 1) <= chunk) run++;
    const samples = runs.samples(run);
    cursor.seek(at + chunk * (long === null ? 4 : 8));
    let offset = long === null ? cursor.u32() : cursor.u64();
    for (let sample = 0; sample < samples && frames.count < sizeOf.count; sample++) {
      const size = sizeOf.size(frames.count);
      frames.add(offset, size);
      offset += size;
    }
  }
  if (frames.count < sizeOf.count) throw damaged(file, `chunks of ${frames.count} of ${sizeOf.count} samples`);
  return frames;
}

/** Units of the track's own time from sample to sample; null where they are not even. The last one may be of any length. */
export function sampleInterval(cursor: Cursor, table: Box, file: string): number | null {
  const box = boxAt(cursor, table, "stts");
  if (box === null) return null;
  const { count, at } = entries(cursor, box, 8, file);
  if (count === 0) return null;
  cursor.seek(at + 4);
  const delta = cursor.u32();
  for (let entry = 1; entry < count; entry++) {
    const samples = cursor.u32();
    const isLast = entry === count - 1 && samples === 1;
    if (cursor.u32() !== delta && !isLast) return null;
  }
  return delta > 0 ? delta : null;
}

function sampleSizes(
  cursor: Cursor,
  { start, end }: Box,
  file: string,
): { count: number; size: (index: number) => number } {
  const same = cursor.seek(start + VERSION_BYTES).u32();
  const count = cursor.u32();
  const at = cursor.position;
  if (count > LIMITS.linkedEntries) throw new ZarrdropError("limit", `${file} has too many frames.`);
  if (same !== 0) return { count, size: () => same };
  if (at + count * 4 > end) throw damaged(file, `sizes of ${count} samples`);
  return { count, size: (index) => cursor.seek(at + index * 4).u32() };
}

/** Runs of chunks with as many samples each: the first chunk of each run, and how many samples. */
function samplesPerChunk(
  cursor: Cursor,
  box: Box,
  file: string,
): { count: number; first: (run: number) => number; samples: (run: number) => number } {
  const { count, at } = entries(cursor, box, RUN_BYTES, file);
  if (count === 0) throw damaged(file, "no samples in chunks");
  return {
    count,
    // Chunks are counted from 1.
    first: (run) => cursor.seek(at + run * RUN_BYTES).u32() - 1,
    samples: (run) => cursor.seek(at + run * RUN_BYTES + 4).u32(),
  };
}

/** A table of equal entries: how many, and where they begin. */
function entries(cursor: Cursor, { start, end }: Box, bytes: number, file: string): { count: number; at: number } {
  const count = cursor.seek(start + VERSION_BYTES).u32();
  if (cursor.position + count * bytes > end) throw damaged(file, `a table of ${count} entries`);
  return { count, at: cursor.position };
}

function need(cursor: Cursor, table: Box, kind: string, file: string): Box {
  const box = boxAt(cursor, table, kind);
  if (box === null) throw damaged(file, `no ${kind}`);
  return box;
}

function damaged(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged: the tables of its frames contradict themselves.`, {
    file,
    technical,
  });
}
