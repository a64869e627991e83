/** Steps of a centimetre and more are pixel numbers that LAS X labels as metres (images computed from lifetimes). */
const LONGEST_STEP_METRES = 0.01;

/**
 * The distance in metres from one pixel to the next, or null. Lengths are given from the first to the last element; LAS X writes 0 where
 * it does not know one, and lengths below 0 for stacks that run downwards.
 */
export function stepMetres(extent: number | null, length: number): number | null {
  if (extent === null || length < 2) return null;
  const step = Math.abs(extent / (length - 1));
  return step > 0 && step < LONGEST_STEP_METRES ? step : null;
}
