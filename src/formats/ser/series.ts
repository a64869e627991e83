import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";

/** An axis over the elements of a series, the fastest first; lengths in metres where it is one of positions. */
export type SeriesAxis = { length: number; delta: number; first: number; description: string; unit: string };

/** What an element says of each of its axes, the fastest first. */
export type ElementAxis = { length: number; delta: number; first: number };

/** A series of elements of one kind. */
export type Series = {
  kind: "images" | "spectra";
  axes: SeriesAxis[];
  /** Where the values of each element begin; 0 for those that were not recorded. */
  offsets: number[];
  /** Elements that were recorded. */
  recorded: number;
  element: ElementAxis[];
  dtype: DataType;
  /** Seconds since 1970 of the first and the last element; null where the file has none. */
  times: [number, number] | null;
};

const KINDS: Record<number, Series["kind"]> = { 0x4120: "spectra", 0x4122: "images" };
const TYPES: readonly DataType[] = [
  "uint8",
  "uint16",
  "uint32",
  "int8",
  "int16",
  "int32",
  "float32",
  "float64",
  "complex64",
  "complex128",
];
/** Tags have places besides times. */
const POSITION_TAGS = 0x4142;
/** Offsets have 8 bytes since this version. */
const LONG_VERSION = 0x220;
const MOST_AXES = 8;
const MOST_TEXT_BYTES = 4096;
/** A header is far shorter; an element's own: calibration of each axis, type, lengths. */
const HEADER_BYTES = 16 * 1024;
const ELEMENT_BYTES = { images: 50, spectra: 26 };

/**
 * Reads the header of a file, its table and its first element (as described by C. Boothroyd, and rosettasciio).
 * @throws `corrupt`, `unsupported-feature`, `limit`
 */
export async function readSeries(source: ByteSource, signal: AbortSignal): Promise<Series> {
  const file = source.name;
  const cursor = new Cursor(await source.read(0, Math.min(HEADER_BYTES, source.size), signal), file);
  const version = cursor.seek(4).u16();
  const kind = KINDS[cursor.u32()];
  if (kind === undefined) throw new ZarrdropError("unsupported-feature", `${file} holds neither images nor spectra.`);
  const tags = cursor.u32();
  const total = cursor.u32();
  const recorded = Math.min(total, cursor.u32());
  const isLong = version >= LONG_VERSION;
  const tableAt = isLong ? cursor.u64() : cursor.u32();
  const count = cursor.u32();
  if (total === 0 || recorded === 0 || count > MOST_AXES) {
    throw new ZarrdropError("corrupt", `${file} holds no image: nothing was recorded.`, {
      technical: `${recorded} of ${total}`,
    });
  }
  if (total > LIMITS.linkedEntries) throw new ZarrdropError("limit", `${file} has too many images.`);
  const axes = seriesAxes(cursor, count, { total, recorded });
  const table = await readTable(source, { at: tableAt, total, isLong }, signal);
  const isXFirst = tags === POSITION_TAGS && (await isSameRow(source, table.tags, signal));
  const offsets = table.elements.map((at, index) => (index < recorded ? at : 0));
  const first = await readElement(source, offsets[0]!, kind, signal);
  const last = await readElement(source, offsets[recorded - 1]!, kind, signal);
  if (first.dtype !== last.dtype || first.axes.some(({ length }, axis) => length !== last.axes[axis]!.length)) {
    throw new ZarrdropError("unsupported-feature", `${file} has images of different sizes or types.`);
  }
  const times = await timesOf(source, [table.tags[0]!, table.tags[recorded - 1]!], signal);
  const header = ELEMENT_BYTES[kind];
  return {
    kind,
    axes: isXFirst ? axes : axes.toReversed(),
    offsets: offsets.map((at) => (at === 0 ? 0 : at + header)),
    recorded,
    element: first.axes,
    dtype: first.dtype,
    times,
  };
}

/** The axes over all elements. One of a series that was stopped is as long as what was recorded. */
function seriesAxes(
  cursor: Cursor,
  count: number,
  { total, recorded }: { total: number; recorded: number },
): SeriesAxis[] {
  const text = (): string => {
    const length = cursor.u32();
    if (length > MOST_TEXT_BYTES)
      throw new ZarrdropError("corrupt", "The file is damaged: a text in its header has no end.");
    return cursor.ascii(length);
  };
  const axes = Array.from({ length: count }, (): SeriesAxis => {
    const length = cursor.u32();
    const first = cursor.f64();
    const delta = cursor.f64();
    cursor.skip(4);
    return { length, first, delta, description: text(), unit: text() };
  });
  if (axes.length <= 1) return axes.map((axis) => ({ ...axis, length: recorded }));
  const product = axes.reduce((all, { length }) => all * length, 1);
  if (product === total) return axes;
  throw new ZarrdropError("corrupt", "The file contradicts itself: its axes do not give the number of its images.", {
    technical: `${product}, not ${total}`,
  });
}

async function readTable(
  source: ByteSource,
  { at, total, isLong }: { at: number; total: number; isLong: boolean },
  signal: AbortSignal,
): Promise<{ elements: number[]; tags: number[] }> {
  const cursor = new Cursor(await source.read(at, total * (isLong ? 16 : 8), signal), source.name);
  const numbers = (): number[] => Array.from({ length: total }, () => (isLong ? cursor.u64() : cursor.u32()));
  return { elements: numbers(), tags: numbers() };
}

async function readElement(
  source: ByteSource,
  at: number,
  kind: Series["kind"],
  signal: AbortSignal,
): Promise<{ axes: ElementAxis[]; dtype: DataType }> {
  const cursor = new Cursor(await source.read(at, ELEMENT_BYTES[kind], signal), source.name);
  const axes = Array.from({ length: kind === "images" ? 2 : 1 }, () => {
    const [first, delta, element] = [cursor.f64(), cursor.f64(), cursor.i32()];
    return { first: first - element * delta, delta };
  });
  const type = cursor.u16();
  const dtype = TYPES[type - 1];
  if (dtype === undefined)
    throw new ZarrdropError("corrupt", `${source.name} has values of an unknown kind.`, { technical: `type ${type}` });
  return { axes: axes.map((axis) => ({ ...axis, length: cursor.u32() })), dtype };
}

/** Elements go along x first if the second lies beside the first; else the axis that comes first in the header is the slowest. */
async function isSameRow(source: ByteSource, tags: readonly number[], signal: AbortSignal): Promise<boolean> {
  const rows: number[] = [];
  for (const at of tags.slice(0, 2)) {
    if (at === 0 || at + 24 > source.size) return false;
    rows.push(new Cursor(await source.read(at, 24, signal), source.name).seek(16).f64());
  }
  return rows.length === 2 && rows[0] === rows[1];
}

async function timesOf(
  source: ByteSource,
  tags: readonly number[],
  signal: AbortSignal,
): Promise<[number, number] | null> {
  const times: number[] = [];
  for (const at of tags) {
    // What is no place in the file is no time either.
    if (at === 0 || at + 8 > source.size) return null;
    times.push(new Cursor(await source.read(at, 8, signal), source.name).seek(4).u32());
  }
  const [first, last] = times as [number, number]; // Two were asked for.
  return first > 0 && last >= first ? [first, last] : null;
}
