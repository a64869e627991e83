/**
 * The scale of a level: base · (1 / (size_l / size_0)) per axis, in doubles and in this order (R7.4; 33 → 16 of 0.11 is
 * 0.226875).
 */
export function levelScale(base: readonly number[], level: readonly number[], full: readonly number[]): number[] {
  return base.map((step, axis) => step * relativeScale(level[axis]!, full[axis]!));
}

/**
 * Where the centre of a level's first pixel lies, from the centre of level 0's first pixel: base · (relative scale − 1) / 2 (R11.3).
 * Null for no shift at all.
 */
export function levelTranslation(
  base: readonly number[],
  level: readonly number[],
  full: readonly number[],
): number[] | null {
  const shift = base.map((step, axis) => (step * (relativeScale(level[axis]!, full[axis]!) - 1)) / 2);
  return shift.every((value) => value === 0) ? null : shift;
}

function relativeScale(size: number, full: number): number {
  return 1 / (size / full);
}
