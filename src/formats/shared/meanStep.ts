/** The mean step from the first of several positions or times to the last, or null: one along which nothing moved says nothing. */
export function meanStep(first: number | null, last: number | null, steps: number): number | null {
  if (first === null || last === null || steps < 1) return null;
  const step = Math.abs(last - first) / steps;
  // What a subtraction of decimal numbers leaves behind the ninth digit is no length.
  return step > 0 && Number.isFinite(step) ? Number(step.toPrecision(9)) : null;
}
