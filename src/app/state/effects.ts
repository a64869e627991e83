import type { OpenImage } from "../../browser/readingClient.ts";
import { percentOf } from "../figures.ts";
import type { AppState, Notice } from "./appState.ts";
import { jobProgress, runText } from "./jobProgress.ts";
import type { ConversionResult } from "./queue.ts";
import { isSameRead, keyOfRead, wantedReads, type WantedRead } from "./wantedReads.ts";

/** Something that follows from a change of state. */
export type Effect =
  | { kind: "stop-reading"; read: WantedRead }
  | { kind: "close-image"; image: OpenImage }
  /** Archives that are being made of it are not wanted any more. */
  | { kind: "give-up-archives"; result: ConversionResult }
  | { kind: "start-reading"; read: WantedRead }
  /** There is something to convert: threads for it are made ready. */
  | { kind: "prepare-conversion" }
  /** After a while it can be taken back no more. */
  | { kind: "let-lapse"; notice: Notice }
  | { kind: "show-title"; title: string }
  | { kind: "show-badge"; count: number }
  | { kind: "ask-before-leaving"; isAsked: boolean }
  /** A job that began at that time is over. */
  | { kind: "tell-end"; startedAt: number; text: string };

/** All that follows from a change of state, in this order. Pure: `EffectRunner` does it. */
export function effectsOf(before: AppState, after: AppState): Effect[] {
  const effects: Effect[] = [];

  // What is not needed any more goes first: it frees the reading worker for what is.
  const [wantedBefore, wanted] = [wantedReads(before), wantedReads(after)];
  for (const read of missing(wantedBefore, wanted)) effects.push({ kind: "stop-reading", read });
  const images = heldImages(after);
  for (const image of heldImages(before)) if (!images.has(image)) effects.push({ kind: "close-image", image });
  const results = resultsOf(after);
  for (const result of resultsOf(before)) {
    if (!results.has(result)) effects.push({ kind: "give-up-archives", result });
  }

  for (const read of missing(wanted, wantedBefore)) effects.push({ kind: "start-reading", read });

  if (mayConvert(after) && !mayConvert(before)) effects.push({ kind: "prepare-conversion" });

  const { notice } = after;
  if (notice !== before.notice && notice?.kind === "undo") effects.push({ kind: "let-lapse", notice });

  // What the browser around the page shows of a job.
  const [shownBefore, shown] = [aroundPage(before), aroundPage(after)];
  if (shown.title !== shownBefore.title) effects.push({ kind: "show-title", title: shown.title });
  if (shown.left !== shownBefore.left) effects.push({ kind: "show-badge", count: shown.left });
  const isAsked = after.job !== null;
  if (isAsked !== (before.job !== null)) effects.push({ kind: "ask-before-leaving", isAsked });
  if (before.job !== null && after.job === null) {
    effects.push({
      kind: "tell-end",
      startedAt: before.job.startedAt,
      text: runText(after) ?? "Nothing is converted any more",
    });
  }
  return effects;
}

/** True where a click would begin a job. */
export function mayConvert({ job, items }: AppState): boolean {
  return job === null && items.some(({ verdict, run }) => verdict.kind === "ready" && run.kind === "idle");
}

/** Those of `reads` that are not among `others`. */
function missing(reads: readonly WantedRead[], others: readonly WantedRead[]): WantedRead[] {
  const byKey = new Map(others.map((read) => [keyOfRead(read), read]));
  return reads.filter((read) => {
    const other = byKey.get(keyOfRead(read));
    return other === undefined || !isSameRead(read, other);
  });
}

/** Images that are in the queue, or can come back by an undo. */
function heldImages({ items, notice }: AppState): Set<OpenImage> {
  const held = notice?.kind === "undo" ? [...items, ...notice.restore.items] : items;
  return new Set(
    held.flatMap(({ verdict }) => {
      if (verdict.kind === "checking" && verdict.before !== null) return [verdict.before];
      return verdict.kind === "ready" ? [verdict.image] : [];
    }),
  );
}

function resultsOf({ items }: AppState): Set<ConversionResult> {
  return new Set(items.flatMap(({ run }) => (run.kind === "done" ? [run.result] : [])));
}

function aroundPage(state: AppState): { title: string; left: number } {
  const progress = jobProgress(state);
  if (progress === null) return { title: "Zarrdrop", left: 0 };
  const { name, bytesDone, bytesTotal, count, position } = progress;
  const title = name === null ? "Zarrdrop" : `${percentOf(bytesDone, bytesTotal)} % · ${name}`;
  return { title, left: count - position + 1 };
}
