import { checkCount, checkStarts, type TimePoints, type TimeSettings } from "../layout/timeRange.ts";

/**
 * What the reference does: without `tbatch` it asks for all time points of the source, and its parameters count only where there
 * is more than one (R8.2). `start_T_src` alone, which always fails there, takes what is left of the source.
 */
export function referenceTimePoints(settings: TimeSettings, source: number, destination: number): TimePoints {
  if (source <= 1) return { sourceStart: 0, destinationStart: 0, count: source };
  const sourceStart = settings.startTSrc ?? 0;
  const destinationStart = settings.startTDest ?? 0;
  checkStarts(sourceStart, source, destinationStart, destination);
  const count = settings.tbatch ?? source - sourceStart;
  checkCount(count, source - sourceStart, destination - destinationStart);
  return { sourceStart, destinationStart, count };
}
