import type { AppState } from "./appState.ts";
import type { QueueItem } from "./queue.ts";
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

/** What the status region says: one sentence that changes only when something happened. */
export function statusText(state: Pick<AppState, "job" | "items">): string {
  const { job, items } = state;
  if (job !== null) {
    const progress = jobProgress({ ...state, progress: null, pace: null });
    const many = progress !== null && progress.count > 1 ? ` (${progress.position} of ${progress.count})` : "";
    return progress?.name ? `Converting ${progress.name}${many}` : "Starting";
  }
  const done = items.filter((item) => item.run.kind === "done");
  const failed = items.filter((item) => item.run.kind === "failed" || item.verdict.kind === "failed");
  const stopped = items.filter((item) => item.run.kind === "stopped");
  const parts = [
    ...(done.length > 0 ? [`Done: ${namesOf(done)}`] : []),
    ...(failed.length > 0 ? [`Failed: ${namesOf(failed)}`] : []),
    ...(stopped.length > 0 ? [`Stopped: ${namesOf(stopped)}`] : []),
  ];
  if (parts.length > 0 && items.some(({ run }) => run.kind !== "idle")) return parts.join(". ");
  const checking = items.filter((item) => item.verdict.kind === "checking").length;
  if (checking > 0) return "Reading…";
  return countsText(items) || "Nothing to convert yet";
}

const VERDICTS = [
  ["ready", "ready"],
  ["companion", "waiting for companions"],
  ["missing", "to be chosen again"],
  ["skipped", "skipped"],
  ["failed", "failed"],
] as const;

/** "17 ready, 2 skipped, 1 failed": what is no image is no failure. Empty where there is nothing. */
export function countsText(items: readonly Pick<QueueItem, "verdict">[]): string {
  const counts = VERDICTS.map(([kind, word]) => [items.filter(({ verdict }) => verdict.kind === kind).length, word]);
  return counts
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

function namesOf(items: readonly { name: string }[]): string {
  return items.length === 1 ? items[0]!.name : `${items.length} images`;
}
