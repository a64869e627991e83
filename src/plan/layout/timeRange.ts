import type { TimeRange } from "../plan.ts";
import { settingError } from "../settings/settingError.ts";

/** How many time points are taken, and from where to where. */
export type TimePoints = Pick<TimeRange, "sourceStart" | "destinationStart" | "count">;

/** What is said of time points. */
export type TimeSettings = { startTSrc: number | null; startTDest: number | null; tbatch: number | null };

/**
 * Which time points are written where (R8.1). As the parameters are documented: from `start_T_src` on, `tbatch` time points, or as many
 * as both the source and the destination have room for.
 * @param source time points of the image
 * @param destination time points of level 0 in the store
 * @throws `setting` with the reference's wording (R1.2)
 */
export function documentedTimePoints(settings: TimeSettings, source: number, destination: number): TimePoints {
  const sourceStart = settings.startTSrc ?? 0;
  const destinationStart = settings.startTDest ?? 0;
  checkStarts(sourceStart, source, destinationStart, destination);
  const most = Math.min(source - sourceStart, destination - destinationStart);
  const count = settings.tbatch ?? most;
  checkCount(count, source - sourceStart, destination - destinationStart);
  return { sourceStart, destinationStart, count };
}

/**
 * Both starts lie in what they are of.
 * @throws `setting` with the reference's wording
 */
export function checkStarts(sourceStart: number, source: number, destinationStart: number, destination: number): void {
  checkStart("start_T_src", sourceStart, source, "the image");
  checkStart("start_T_dest", destinationStart, destination, "the store");
}

function checkStart(setting: string, start: number, size: number, whose: string): void {
  if (start >= 0 && start < size) return;
  throw settingError(
    setting,
    `${setting} (${start}) out of range [0, ${size}).`,
    size === 1 ? `There is one time point in ${whose}: 0.` : `The time points of ${whose} are 0 to ${size - 1}.`,
  );
}

/**
 * So many time points are there, and have room.
 * @throws `setting` with the reference's wording
 */
export function checkCount(count: number, available: number, space: number): void {
  if (count <= 0) {
    throw settingError(
      "tbatch",
      "total_T must be > 0.",
      "tbatch is how many time points are written: at least 1, or leave it out for all.",
    );
  }
  if (count > available) {
    throw settingError(
      "tbatch",
      `requested total_T exceeds available source timepoints from start_T_src. Requested ${count}, available ${available}.`,
      `tbatch can be ${available} at most from that time point on.`,
    );
  }
  if (count > space) {
    throw settingError(
      "start_T_dest",
      `requested total_T exceeds available destination space from start_T_dest. Requested ${count}, available ${space}.`,
      `Set tbatch to ${space} or less, or give level_shapes with more time points.`,
    );
  }
}
