import { isFloat, type DataType } from "../../model/dtype.ts";
import type { TileValues } from "./tileValues.ts";

/** Contrast from values: their range for the slider, robust percentiles for the window. */
export type Contrast = { start: number; end: number; minimum: number; maximum: number };

/** Contrasts of channels, by their place. */
export type Contrasts = ReadonlyMap<number, Contrast>;

/** The contrast that all wells of a plate share; `isKnown` false: it is being read. Null: each has its own. */
export type PlateContrast = { contrasts: Contrasts | null; isKnown: boolean };

/** Values that may be darker than the window, and brighter, in parts of all. */
const DARK = 0.005;
const BRIGHT = 0.002;

/** Values that are looked at for a window: more only make it slower. */
const MOST_VALUES = 2 ** 14;

type Range = { minimum: number; maximum: number };

/** A tile is asked for its range again with every other tile that comes. */
const ranges = new WeakMap<TileValues, Range>();

/**
 * A window that shows what is there: all but the few darkest and brightest values. NaN and infinities do not count. A flat
 * picture keeps a window around its value, one of zeros is dark.
 */
export function contrastOf(pictures: readonly TileValues[], dtype: DataType): Contrast {
  const minimum = Math.min(...pictures.map((values) => rangeOf(values).minimum));
  const maximum = Math.max(...pictures.map((values) => rangeOf(values).maximum));
  if (minimum > maximum) return { start: 0, end: 1, minimum: 0, maximum: 1 };
  const ordered = samplesOf(pictures).sort();
  const last = ordered.length - 1;
  const at = (share: number): number => ordered[Math.min(last, Math.floor(share * ordered.length))] ?? minimum;
  let start = at(DARK);
  let end = at(1 - BRIGHT);
  if (end <= start) [start, end] = [minimum, maximum];
  if (end <= start) {
    // Nothing but zeros is a channel without light, not one half as bright.
    if (start === 0) return { start: 0, end: 1, minimum: 0, maximum: 1 };
    const around = isFloat(dtype) ? Math.abs(start) : 1;
    return { start: start - around, end: start + around, minimum: start - around, maximum: start + around };
  }
  return { start, end, minimum, maximum };
}

/** Of the finite values; upside down where there are none. */
function rangeOf(values: TileValues): Range {
  const known = ranges.get(values);
  if (known !== undefined) return known;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < minimum && value !== -Infinity) minimum = value;
    if (value > maximum && value !== Infinity) maximum = value;
  }
  ranges.set(values, { minimum, maximum });
  return { minimum, maximum };
}

/** Finite values, spread evenly. */
function samplesOf(pictures: readonly TileValues[]): Float32Array {
  const total = pictures.reduce((sum, { length }) => sum + length, 0);
  // An odd step does not stay in the same columns of a tile.
  const step = total <= MOST_VALUES ? 1 : Math.ceil(total / MOST_VALUES) | 1;
  const samples = new Float32Array(pictures.reduce((sum, { length }) => sum + Math.ceil(length / step), 0));
  let count = 0;
  for (const values of pictures) {
    for (let index = 0; index < values.length; index += step) {
      const value = values[index]!;
      if (value - value === 0) samples[count++] = value;
    }
  }
  return samples.subarray(0, count);
}
