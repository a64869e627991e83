import type { AppState } from "./appState.ts";
import { namesOf, runText } from "./jobProgress.ts";
import { planProblemOf } from "./planning.ts";
import type { QueueItem } from "./queue.ts";

/** What the status region says: one sentence that changes only when something happened. */
export function statusText(state: Pick<AppState, "job" | "items" | "settings" | "stores">): string {
  const ran = runText(state);
  if (ran !== null) return state.job === null ? [ran, ...unplannedText(state)].join(". ") : ran;
  if (state.items.some(({ verdict }) => verdict.kind === "checking")) return "Reading…";
  return countsText(state) || "Nothing to convert yet";
}

/** Nothing of that was tried: it is no failure. */
function unplannedText(state: Pick<AppState, "items" | "settings" | "stores">): string[] {
  const unplanned = state.items.filter((item) => item.run.kind === "idle" && planProblemOf(item, state) !== null);
  return unplanned.length === 0 ? [] : [`Not with these settings: ${namesOf(unplanned)}`];
}

const VERDICTS = [
  ["companion", "waiting for companions"],
  ["missing", "to be chosen again"],
  ["skipped", "skipped"],
  ["failed", "failed"],
] as const;

/** "17 ready, 2 skipped, 1 failed": what is no image is no failure, and ready is what would be converted. Empty where there is nothing. */
function countsText(state: Pick<AppState, "items" | "settings" | "stores">): string {
  const ready = state.items.filter(({ verdict }) => verdict.kind === "ready");
  const isUnplanned = (item: QueueItem): boolean => planProblemOf(item, state) !== null;
  const unplanned = ready.filter(isUnplanned).length;
  const flawed = ready.filter((item) => item.flaw !== null && !isUnplanned(item)).length;
  const counts = [
    [ready.length - unplanned, flawed === 0 ? "ready" : `ready (${flawed} damaged)`],
    [unplanned, "not with these settings"],
    ...VERDICTS.map(([kind, word]) => [state.items.filter(({ verdict }) => verdict.kind === kind).length, word]),
  ];
  return counts
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}
