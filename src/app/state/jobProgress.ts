import type { AppState } from "./appState.ts";
import type { ShownPace } from "./jobPace.ts";
import type { Progress } from "./progressReporter.ts";

/** A job in figures, all items together. */
export type JobProgress = ShownPace & {
  bytesDone: number;
  bytesTotal: number;
  /** Of `bytesDone`, what earlier runs had done of the item under way. */
  bytesBefore: number;
  /** Position of the item under way, from 1, and how many there are. */
  position: number;
  count: number;
  /** Name of the item under way. */
  name: string | null;
  stage: Progress["stage"] | "paused";
};

/** What a job's figures are made of. */
type JobState = Pick<AppState, "job" | "items" | "progress" | "pace">;

/** Null while no job is under way. Items that failed or were stopped count as done, for nothing of them is left to do; those that were removed count no more. */
export function jobProgress({ job, items, progress, pace }: JobState): JobProgress | null {
  if (job === null) return null;
  const sum = { bytesDone: 0, bytesTotal: 0, bytesBefore: 0, position: 0, count: 0 };
  let name: string | null = null;
  for (const item of items) {
    const planned = job.parts.get(item.id)?.plan.cost.pixelBytes;
    if (planned === undefined) continue;
    sum.count++;
    if (item.run.kind === "running") {
      name = item.name;
      sum.bytesBefore = progress?.bytesBefore ?? 0;
      sum.bytesDone += progress?.bytesDone ?? 0;
      sum.bytesTotal += progress !== null && progress.bytesTotal > 0 ? progress.bytesTotal : planned;
    } else {
      sum.bytesTotal += planned;
      if (item.run.kind !== "waiting") sum.bytesDone += planned;
    }
    if (item.run.kind !== "waiting") sum.position++;
  }
  const stage = job.isPaused ? "paused" : (progress?.stage ?? "writing");
  return { ...sum, ...(pace ?? { rate: null, secondsLeft: null, toldAt: 0 }), name, stage };
}

/** How many quarters of the job under way are done: 0 to 3, for its end is told otherwise. */
export function quarterOf(state: JobState): number {
  const progress = jobProgress(state);
  if (progress === null || progress.bytesTotal === 0) return 0;
  return Math.min(3, Math.floor((4 * progress.bytesDone) / progress.bytesTotal));
}

/** What runs, or what became of what ran, in one sentence that changes only when something happened; null where nothing did. */
export function runText(state: Pick<AppState, "job" | "items">): string | null {
  const { job, items } = state;
  if (job !== null) {
    const progress = jobProgress({ ...state, progress: null, pace: null });
    const many = progress !== null && progress.count > 1 ? ` (${progress.position} of ${progress.count})` : "";
    return progress?.name ? `Converting ${progress.name}${many}` : "Starting";
  }
  if (items.every(({ run }) => run.kind === "idle")) return null;
  const done = items.filter((item) => item.run.kind === "done");
  const isFailed = ({ run, verdict }: AppState["items"][number]): boolean =>
    run.kind === "failed" || verdict.kind === "failed";
  const failed = items.filter(isFailed);
  const stopped = items.filter((item) => item.run.kind === "stopped" && !isFailed(item));
  const parts = [
    ...(done.length > 0 ? [`Done: ${namesOf(done)}`] : []),
    ...(failed.length > 0 ? [`Failed: ${namesOf(failed)}`] : []),
    ...(stopped.length > 0 ? [`Stopped: ${namesOf(stopped)}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(". ");
}

/** The name of one, or how many there are. */
export function namesOf(items: readonly { name: string }[]): string {
  return items.length === 1 ? items[0]!.name : `${items.length} images`;
}
