import type { LoopAxis } from "./axes.ts";
import type { MetadataChunks } from "./metadata.ts";

/** How far a step may be from the mean for time points to count as evenly spaced. */
const TOLERANCE = 0.1;

/**
 * Milliseconds between time points, measured: for loops without an interval, whose camera ran as fast as it could. From the times at which
 * the frames of the first position and plane were taken (`AcqTimesCache`, milliseconds). Null where they are missing or uneven.
 */
export async function measuredInterval(chunks: MetadataChunks, axis: LoopAxis): Promise<number | null> {
  const { frames } = axis;
  if (frames.length < 2) return null;
  const times = await chunks.doubles("CustomData|AcqTimesCache", frames.at(-1)! + 1);
  if (times === null) return null;
  const steps = frames.slice(1).map((frame, index) => times[frame]! - times[frames[index]!]!);
  const mean = (times[frames.at(-1)!]! - times[frames[0]!]!) / steps.length;
  const isEven = mean > 0 && steps.every((step) => Math.abs(step - mean) <= TOLERANCE * mean);
  return isEven ? mean : null;
}
