import type { TimeMetadata } from "./metadata.ts";

/** Steps may differ by this part of their mean before it is worth a word. */
const UNEVEN = 0.02;

/**
 * Seconds between time points: as the metadata give it, or the mean of what was recorded. Null where nothing fits the number of time points.
 */
export function timeStepOf(
  { increment, offsets }: TimeMetadata,
  stamps: readonly number[],
  timePoints: number,
  notes: string[],
): number | null {
  if (timePoints < 2) return null;
  if (increment !== null) return increment;
  const recorded = [offsets, stamps].find((list) => list.length === timePoints && isAscending(list));
  if (recorded === undefined) return null;
  const mean = (recorded.at(-1)! - recorded[0]!) / (timePoints - 1);
  const isEven = recorded.every(
    (at, index) => index === 0 || Math.abs(at - recorded[index - 1]! - mean) <= UNEVEN * mean,
  );
  if (!isEven) notes.push("The time points are not evenly spaced: the time step is their mean distance.");
  return mean;
}

function isAscending(list: readonly number[]): boolean {
  return list.every((at, index) => Number.isFinite(at) && (index === 0 || at > list[index - 1]!));
}
