import { CachedSource } from "../../../bytes/cachedSource.ts";
import type { ByteRange } from "../../../bytes/range.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { ValuePlace } from "../dataset/dataSet.ts";
import { ITEM } from "../dataset/tags.ts";

/** Where the items of each frame lie, headers and all. */
export type FrameIndex = { starts: Float64Array; ends: Float64Array };

/** Encoded pixels (PS3.5, A.4). `tables`: the extended offset table and its lengths, where there are both. */
export type EncodedPixels = {
  source: ByteSource;
  /** Of the first item, which has the basic offset table. */
  offset: number;
  frames: number;
  tables: { offsets: ValuePlace; lengths: ValuePlace } | null;
};

const HEADER_BYTES = 8;
/** Fragments are looked at where they begin: what lies between is not read. */
const LOOK = { blockBytes: 4096, blocks: 16 };
/** First bytes of a JPEG (JPEG-LS too) and of a JPEG 2000 stream, and of a JPEG XL one. */
const BEGINNINGS = [0xffd8, 0xff4f, 0xff0a, 0x0000];

/**
 * Finds the frames of encoded pixels: by the offset tables, else by a look at each fragment.
 * @throws `corrupt`, `limit`; those of the source
 */
export async function readFrameIndex(pixels: EncodedPixels, signal: AbortSignal): Promise<FrameIndex> {
  const { source, offset, frames, tables } = pixels;
  const cached = new CachedSource(source, LOOK);
  const first = await itemAt(cached, offset, signal);
  if (first === null) throw damaged(source, "it has no table of frames");
  const base = offset + HEADER_BYTES + first.length;
  if (tables !== null) return byExtendedTable(pixels, tables, base, signal);
  if (first.length >= frames * 4) {
    const bytes = await source.read(offset + HEADER_BYTES, frames * 4, signal);
    return byTable(cached, bytes, base, signal);
  }
  return byFragments(cached, frames, base, signal);
}

async function byExtendedTable(
  { source, frames }: EncodedPixels,
  { offsets, lengths }: { offsets: ValuePlace; lengths: ValuePlace },
  base: number,
  signal: AbortSignal,
): Promise<FrameIndex> {
  if (offsets.length < frames * 8 || lengths.length < frames * 8) throw damaged(source, "its table of frames is short");
  const numbers = async ({ offset }: ValuePlace): Promise<Float64Array> => {
    const bytes = await source.read(offset, frames * 8, signal);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: frames }, (_, frame) => Number(view.getBigUint64(frame * 8, true)));
  };
  const starts = (await numbers(offsets)).map((each) => base + each);
  const ends = (await numbers(lengths)).map((each, frame) => starts[frame]! + HEADER_BYTES + each);
  return { starts, ends };
}

async function byTable(source: ByteSource, table: Uint8Array, base: number, signal: AbortSignal): Promise<FrameIndex> {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const frames = table.length / 4;
  const starts = Float64Array.from({ length: frames }, (_, frame) => base + view.getUint32(frame * 4, true));
  // Frames are not stored in the order of their numbers everywhere.
  const order = Array.from(starts.keys()).sort((a, b) => starts[a]! - starts[b]!);
  const ends = new Float64Array(frames);
  for (const [at, frame] of order.entries()) {
    const next = order[at + 1];
    ends[frame] = next === undefined ? await endOfItems(source, starts[frame]!, signal) : starts[next]!;
  }
  return { starts, ends };
}

async function byFragments(source: ByteSource, frames: number, base: number, signal: AbortSignal): Promise<FrameIndex> {
  const fragments: { start: number; end: number; beginning: number }[] = [];
  let at = base;
  for (;;) {
    const item = await itemAt(source, at, signal);
    if (item === null) break;
    if (fragments.length === LIMITS.linkedEntries)
      throw new ZarrdropError("limit", `${source.name} has too many pieces.`);
    const end = at + HEADER_BYTES + item.length;
    fragments.push({ start: at, end, beginning: item.beginning });
    at = end;
  }
  if (frames === 1 && fragments.length > 0) {
    return { starts: Float64Array.of(base), ends: Float64Array.of(at) };
  }
  const isOneEach = fragments.length === frames;
  const begins = isOneEach ? fragments : fragments.filter(({ beginning }) => BEGINNINGS.includes(beginning));
  if (begins.length < frames) {
    throw damaged(source, `it should have ${frames} frames, and has ${begins.length}`);
  }
  const starts = Float64Array.from(begins.slice(0, frames), ({ start }) => start);
  return { starts, ends: starts.map((_, frame) => begins[frame + 1]?.start ?? at) };
}

/** The item at a place: the length of its value and its first two bytes; null at the end of the sequence. */
async function itemAt(
  source: ByteSource,
  at: number,
  signal: AbortSignal,
): Promise<{ length: number; beginning: number } | null> {
  const length = Math.min(HEADER_BYTES + 2, source.size - at);
  if (length < HEADER_BYTES) return null;
  const bytes = await source.read(at, length, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tagAt(view, 0) !== ITEM.begin) return null;
  return {
    length: view.getUint32(4, true),
    beginning: length < HEADER_BYTES + 2 ? -1 : view.getUint16(HEADER_BYTES),
  };
}

async function endOfItems(source: ByteSource, start: number, signal: AbortSignal): Promise<number> {
  let at = start;
  for (let item = await itemAt(source, at, signal); item !== null; item = await itemAt(source, at, signal)) {
    at += HEADER_BYTES + item.length;
  }
  return at;
}

/**
 * Where a frame's items lie.
 * @throws `corrupt` for a place outside of the file
 */
export function frameRange({ starts, ends }: FrameIndex, frame: number, source: ByteSource): ByteRange {
  const [start, end] = [starts[frame] ?? 0, ends[frame] ?? 0];
  if (!(start < end && end <= source.size)) throw damaged(source, "a frame leaves the file", `${start} to ${end}`);
  return { offset: start, length: end - start };
}

/**
 * The values of a frame's items, one after the other.
 * @throws `corrupt`
 */
export function joinItems(items: Uint8Array, source: ByteSource): Uint8Array {
  const view = new DataView(items.buffer, items.byteOffset, items.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at + HEADER_BYTES <= items.length && tagAt(view, at) === ITEM.begin;) {
    const end = at + HEADER_BYTES + view.getUint32(at + 4, true);
    // An odd length is wrong, and a table of frames may not count the byte that fills up.
    if (end > items.length + 1) throw damaged(source, "a frame ends too early");
    parts.push(items.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  const [first, ...more] = parts;
  if (first === undefined) throw damaged(source, "a frame is not where it should be");
  if (more.length === 0) return first;
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function tagAt(view: DataView, at: number): number {
  return view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
}

function damaged(source: ByteSource, what: string, technical = ""): ZarrdropError {
  return new ZarrdropError("corrupt", `${source.name} is damaged: ${what}.`, { file: source.name, technical });
}
