/** Deepest level that is looked for. */
const LEVELS = 16;

/**
 * The level r at which `small` is `large` reduced r times by `factor` along the `shrinking` axes (off by less than one pixel), all others
 * being equal; null if it is not. tifffile's rule.
 */
export function pyramidLevelOf(
  axes: string,
  large: readonly number[],
  small: readonly number[],
  factor: number,
  shrinking = "XYZ",
): number | null {
  let level: number | null = null;
  for (let axis = 0; axis < axes.length; axis++) {
    const from = large[axis]!;
    const to = small[axis]!;
    if (!shrinking.includes(axes[axis]!)) {
      if (from !== to) return null;
      continue;
    }
    const found: number | null = level ?? firstLevel(from, to, factor);
    if (found === null || !matches(from, to, factor ** found)) return null;
    level = found;
  }
  return level;
}

function firstLevel(from: number, to: number, factor: number): number | null {
  for (let level = 0; level < LEVELS; level++) {
    if (factor ** level > from) return null;
    if (matches(from, to, factor ** level)) return level;
  }
  return null;
}

function matches(from: number, to: number, divisor: number): boolean {
  return divisor <= from && Math.abs(from / divisor - to) < 1;
}
