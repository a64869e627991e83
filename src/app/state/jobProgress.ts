import type { AppState } from "./appState.ts";
import type { Progress } from "./progressMeter.ts";

/** A job in figures, all items together. */
export type JobProgress = {
  bytesDone: number;
  bytesTotal: number;
  /** Of `bytesDone`, what earlier runs had done of the item under way. */
  bytesBefore: number;
  rate: number | null;
  secondsLeft: number | null;
  /** Position of the item under way, from 1, and how many there are. */
  position: number;
  count: number;
  /** Name of the item under way. */
  name: string | null;
  stage: Progress["stage"];
};

/** Null while no job is under way. Items that failed or were stopped count as done: nothing of them is left to do. */
export function jobProgress({
  job,
  items,
  progress,
}: Pick<AppState, "job" | "items" | "progress">): JobProgress | null {
  if (job === null) return null;
  let bytesDone = 0;
  let bytesTotal = 0;
  let position = 0;
  let name: string | null = null;
  let rate: number | null = null;
  let bytesBefore = 0;
  let stage: Progress["stage"] = "writing";
  const byId = new Map(items.map((item) => [item.id, item]));
  [...job.bytes].forEach(([id, planned], index) => {
    const item = byId.get(id);
    if (item?.run.kind === "running") {
      position = index + 1;
      name = item.name;
      bytesBefore = progress?.bytesBefore ?? 0;
      rate = progress?.rate ?? null;
      stage = progress?.stage ?? "writing";
      bytesDone += progress?.bytesDone ?? 0;
      bytesTotal += progress !== null && progress.bytesTotal > 0 ? progress.bytesTotal : planned;
    } else {
      bytesTotal += planned;
      if (item?.run.kind !== "waiting") bytesDone += planned;
    }
  });
  const secondsLeft = rate === null ? null : (bytesTotal - bytesDone) / rate;
  return { bytesDone, bytesTotal, bytesBefore, rate, secondsLeft, position, count: job.bytes.size, name, stage };
}

/** What the status region says: one sentence that changes only when something happened. */
export function statusText(state: Pick<AppState, "job" | "items">): string {
  const { job, items } = state;
  if (job !== null) {
    const progress = jobProgress({ ...state, progress: null });
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
  if (parts.length > 0) return parts.join(". ");
  const checking = items.filter((item) => item.verdict.kind === "checking").length;
  if (checking > 0) return "Reading…";
  const ready = items.filter((item) => item.verdict.kind === "ready").length;
  return ready === 0 ? "Nothing to convert yet" : `${ready} ready`;
}

function namesOf(items: readonly { name: string }[]): string {
  return items.length === 1 ? items[0]!.name : `${items.length} images`;
}
