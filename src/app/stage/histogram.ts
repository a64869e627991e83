import type { TileValues } from "./tileValues.ts";

/** How often values occur, in equal steps from `minimum` to `maximum`; the most frequent step is 1. */
export type Histogram = { minimum: number; maximum: number; bins: readonly number[] };

const STEPS = 64;
/** Values that are looked at: more only make it slower. */
const MOST_VALUES = 2 ** 15;

/**
 * Counts the values of some pictures; those outside the range belong to its ends.
 * @param isLogarithmic shows rare values beside frequent ones
 */
export function histogramOf(
  pictures: readonly TileValues[],
  { minimum, maximum }: { minimum: number; maximum: number },
  isLogarithmic: boolean,
): Histogram {
  const counts = new Array<number>(STEPS).fill(0);
  const gain = maximum > minimum ? STEPS / (maximum - minimum) : 0;
  const total = pictures.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.ceil(total / MOST_VALUES) | 1);
  for (const values of pictures) {
    for (let index = 0; index < values.length; index += step) {
      const place = Math.floor((values[index]! - minimum) * gain);
      // NaN is nowhere.
      if (place === place) counts[Math.min(STEPS - 1, Math.max(0, place))]!++;
    }
  }
  const heights = isLogarithmic ? counts.map((count) => Math.log1p(count)) : counts;
  // The background of many pictures is one value: as high as that, all else would be flat.
  const highest = isLogarithmic ? Math.max(...heights) : secondHighest(heights);
  return { minimum, maximum, bins: heights.map((height) => (highest === 0 ? 0 : Math.min(1, height / highest))) };
}

function secondHighest(heights: readonly number[]): number {
  const [first = 0, second = 0] = heights.toSorted((a, b) => b - a);
  return second > 0 ? Math.min(first, second * 1.5) : first;
}
