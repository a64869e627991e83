/** Which of two values is meant. */
export type RangeEnd = "start" | "end";

type Range = { start: number; end: number };

/** The value at a part (0 to 1) of a scale, on one of its steps. */
export function valueAt(
  part: number,
  { minimum, maximum, step }: { minimum: number; maximum: number; step: number },
): number {
  const steps = Math.round(((maximum - minimum) * part) / step);
  return Math.min(maximum, Math.max(minimum, minimum + steps * step));
}

/** The end of a range that a value is nearer to; where both lie together, the one that can be moved there. */
export function nearerEnd({ start, end }: Range, value: number): RangeEnd {
  const [below, above] = [Math.abs(value - start), Math.abs(value - end)];
  return below === above ? (value < start ? "start" : "end") : below < above ? "start" : "end";
}

/** A range with one end at another value; the ends do not pass each other. */
export function movedEnd({ start, end }: Range, which: RangeEnd, value: number): Range {
  return which === "start" ? { start: Math.min(value, end), end } : { start, end: Math.max(value, start) };
}
