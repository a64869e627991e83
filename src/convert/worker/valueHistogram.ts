import type { DataType, PixelArray } from "../../model/dtype.ts";
import type { ChannelStatistics } from "../../plan/metadata/ngff.ts";
import { decodeHalfs } from "../../model/float16.ts";

/** What is known of a channel's values: enough for a display window. */
export type ValueHistogram = {
  dtype: DataType;
  /** Over all finite values; min > max when there were none. */
  min: number;
  max: number;
  /** Counts of a sample of the values by bin (65536 of them): up to that of `max` at least, all zero below that of `min`. */
  histogram: Float64Array;
};

/** Every 7th value (an odd step, so that no column of a plane is favoured) goes into the histogram. */
export const SAMPLE_STEP = 7;

/** Bins of a histogram, at most. */
export const BINS = 65_536;

/** Of no values of a type yet. */
export function emptyHistogram(dtype: DataType): ValueHistogram {
  return { dtype, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, histogram: new Float64Array(0) };
}

/** Forgets all values; the memory stays. */
export function clearHistogram(gathered: ValueHistogram): void {
  const { first, end } = usedBins(gathered);
  gathered.histogram.fill(0, first, end);
  gathered.min = Number.POSITIVE_INFINITY;
  gathered.max = Number.NEGATIVE_INFINITY;
}

/** Takes in a range, and has bins as far as that needs them: few cameras fill 16 bits, and half a megabyte for each channel and unit costs more than counting. */
function widen(gathered: ValueHistogram, range: { min: number; max: number }): void {
  gathered.min = Math.min(gathered.min, range.min);
  gathered.max = Math.max(gathered.max, range.max);
  const { end } = usedBins(gathered);
  const { histogram } = gathered;
  if (histogram.length >= end) return;
  gathered.histogram = new Float64Array(2 ** Math.ceil(Math.log2(end)));
  gathered.histogram.set(histogram);
}

/** The bins that may hold something: bins ascend with the value. */
function usedBins({ dtype, min, max }: ValueHistogram): { first: number; end: number } {
  if (min > max) return { first: 0, end: 0 };
  const bin = binner(dtype);
  return { first: bin.of(min), end: bin.of(max) + 1 };
}

/** Adds `pixels` (without padding) to the gathered of their channel. The result does not depend on the order of calls. */
export function gatherValues(gathered: ValueHistogram, pixels: PixelArray): void {
  const { dtype } = gathered;
  if (dtype === "complex64" || dtype === "complex128") return;
  const values: ArrayLike<number> =
    dtype === "float16"
      ? decodeHalfs(pixels as Uint16Array) // float16 is carried in a Uint16Array: model/dtype.ts
      : pixels instanceof BigInt64Array || pixels instanceof BigUint64Array
        ? Float64Array.from(pixels, Number)
        : pixels;
  const range = values instanceof Uint16Array ? rangeOfUint16(values) : rangeOf(values);
  widen(gathered, range);
  const { histogram } = gathered;
  const bin = binner(dtype);
  if (values instanceof Uint16Array || values instanceof Uint8Array) countUnsigned(histogram, values);
  else {
    for (let index = 0; index < values.length; index += SAMPLE_STEP) {
      const value = values[index]!;
      if (Number.isFinite(value)) histogram[bin.of(value)]!++;
    }
  }
}

/** Adds what was counted elsewhere in the same way: counts of all bins, of values in a range (min > max: of none). */
export function addCounts(
  gathered: ValueHistogram,
  range: { min: number; max: number },
  counts: ArrayLike<number>,
): void {
  if (range.min > range.max) return;
  widen(gathered, range);
  const { first, end } = usedBins({ ...gathered, ...range });
  for (let bin = first; bin < end; bin++) gathered.histogram[bin]! += counts[bin]!;
}

/** Counts a sample of values that are their own bins; a loop of its own, as that of `rangeOfUint16`. */
function countUnsigned(histogram: Float64Array, values: Uint16Array | Uint8Array): void {
  for (let index = 0; index < values.length; index += SAMPLE_STEP) histogram[values[index]!]!++;
}

/** Least and greatest finite value. */
function rangeOf(values: ArrayLike<number>): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < min && value !== Number.NEGATIVE_INFINITY) min = value;
    if (value > max && value !== Number.POSITIVE_INFINITY) max = value;
  }
  return { min, max };
}

/** The same for what most cameras give. A loop of its own stays in integers, with one test for a value: seven times as fast. */
function rangeOfUint16(values: Uint16Array): { min: number; max: number } {
  let min = 0xffff;
  let max = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (((value - min) | (max - value)) >= 0) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** A histogram as it crosses threads and lies in the journal: plain JSON, only the bins that hold something. */
export type PackedHistogram = { range: { min: number; max: number } | null; bins: number[]; counts: number[] };

/** As it crosses threads and lies in the journal; `addPacked` takes it in again. */
export function packHistogram(gathered: ValueHistogram): PackedHistogram {
  const { min, max, histogram } = gathered;
  const { first, end } = usedBins(gathered);
  const bins: number[] = [];
  const counts: number[] = [];
  for (let bin = first; bin < end; bin++) {
    if (histogram[bin] === 0) continue;
    bins.push(bin);
    counts.push(histogram[bin]!);
  }
  return { range: min > max ? null : { min, max }, bins, counts };
}

/** Adds a packed histogram into `sum`. The order of additions does not matter. */
export function addPacked(sum: ValueHistogram, { range, bins, counts }: PackedHistogram): void {
  if (range === null) return;
  widen(sum, range);
  for (let at = 0; at < bins.length; at++) sum.histogram[bins[at]!]! += counts[at]!;
}

/** Fractions of a channel's values that may lie below and above its display window. */
const WINDOW_TAIL = 0.001;

/** What the metadata's display window is made from; null where no finite value was seen. */
export function channelStatistics(gathered: ValueHistogram): ChannelStatistics | null {
  const { min, max } = gathered;
  if (min > max) return null;
  const [low, high] = quantilesOf(gathered, [WINDOW_TAIL, 1 - WINDOW_TAIL]);
  return { min, max, low: low ?? min, high: high ?? min };
}

/** The values below which these fractions (ascending) of the sample lie, within one bin (exact up to 16 bits, else 0.8 %). */
function quantilesOf(gathered: ValueHistogram, fractions: readonly number[]): number[] {
  const { dtype, histogram, min, max } = gathered;
  const { first, end } = usedBins(gathered);
  let total = 0;
  for (let bin = first; bin < end; bin++) total += histogram[bin]!;
  const found: number[] = [];
  let seen = 0;
  for (let bin = first; bin < end && found.length < fractions.length; bin++) {
    const count = histogram[bin]!;
    if (count === 0) continue;
    seen += count;
    while (found.length < fractions.length && seen >= fractions[found.length]! * total) {
      found.push(Math.min(max, Math.max(min, binner(dtype).valueOf(bin))));
    }
  }
  return found;
}

type Binner = { of(value: number): number; valueOf(bin: number): number };

function binner(dtype: DataType): Binner {
  switch (dtype) {
    case "bool":
    case "uint8":
    case "uint16":
      return { of: (value) => value, valueOf: (bin) => bin };
    case "int8":
    case "int16":
      return { of: (value) => value + 32768, valueOf: (bin) => bin - 32768 };
    default:
      return floatBinner;
  }
}

const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** The upper 16 bits of a float32, turned so that bins ascend with the value: relative resolution 2^-7 at any magnitude. */
const floatBinner: Binner = {
  of(value) {
    // Of both zeros one: they are equal, and so are their bins.
    asFloat[0] = value + 0;
    const top = asBits[0]! >>> 16;
    return top & 0x8000 ? 0xffff - top : top | 0x8000;
  },
  valueOf(bin) {
    const top = bin & 0x8000 ? bin & 0x7fff : 0xffff - bin;
    asBits[0] = (top << 16) >>> 0;
    return asFloat[0]!;
  },
};
