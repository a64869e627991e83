import type { Destination } from "../../browser/destination.ts";
import type { SourceCandidate } from "../../browser/grouping.ts";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import type { ConversionReport, LabelSource } from "../../plan/job.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { WireError } from "../../protocol/errorTransfer.ts";

/** One dropped thing, from the moment of the drop to the finished store. */
export type QueueItem = {
  id: string;
  /** Things dropped together share it: only they can be companions of each other. */
  drop: string;
  name: string;
  /** Path in what was dropped. */
  path: string;
  base: string;
  fromFolder: boolean;
  source: SourceReference;
  verdict: Verdict;
  /** The setting of mosaics with which it was opened last, whether that worked or not; null = not opened yet. */
  openedAs: Settings["mosaic"] | null;
  run: Run;
  /** Why pixels of it could not be read to be shown, though it opens; null where nothing of that kind is known. */
  flaw: WireError | null;
  /** How it looked when it was drawn first, small: shown until it is drawn again. Null where it never was. */
  picture: Blob | null;
  /** Bytes of its files on disk, when known. */
  sourceBytes: number | null;
  /** Scenes chosen in the gallery; null = all. */
  scenes: number[] | null;
  /** What a run began in the destination and did not finish. */
  leftBehind: LeftBehind | null;
  /** Stores to which time points were being added when that ended early: they can be put back as they were. */
  stoppedAppend: StoppedAppend | null;
  /** What the person decided about stores that are in its way, until it is done. */
  decided: ExistingAnswer | null;
  /** Settings of this file alone; null = those for all files. */
  ownSettings: Settings | null;
  /** Masks that were added to it: they are opened and written with it. */
  labels: readonly AddedLabels[];
};

/** A mask that became labels of an image: what they are called beside it, what it was in the queue, and which files belong to it. */
export type AddedLabels = { name: string; mask: Mask; files: readonly string[] };

/** As much of an item as it is made of again when it is an image of its own. */
export type Mask = SourceCandidate & Pick<QueueItem, "id" | "drop">;

/** What becomes of stores that are there already. */
export type ExistingAnswer = "resume" | "rename" | "replace" | "skip";

/** Outputs that were begun: their names, and whether stores of these names were to be replaced. */
export type LeftBehind = { storeNames: string[]; replaces: boolean };

/** Stores to which time points were being added when the job ended. */
export type StoppedAppend = { destination: DestinationReference; storeNames: string[] };

/** What can be done with a dropped thing. */
export type Verdict =
  /** `before`: the image as it was before its settings asked for opening it anew. */
  | { kind: "checking"; step: "identify" | "open"; before: OpenImage | null }
  | { kind: "ready"; image: OpenImage }
  /** Not an image that anybody here knows. */
  | { kind: "skipped"; reason: string }
  /** Part of a set whose other files were not dropped. */
  | { kind: "companion"; reason: string; files: string[] }
  /** An image of an earlier visit of which files did not come back by themselves: they are wanted again, by name. */
  | { kind: "missing"; reason: string; wanted: WantedAgain[] }
  | { kind: "failed"; error: WireError };

/** Of an item or a mask that was added to one (by its id and name): the files that did not come back. */
export type WantedAgain = { id: string; name: string; files: string[] };

/** How far the conversion of an item is. */
export type Run =
  | { kind: "idle" }
  | { kind: "waiting" }
  /** How far it is changes too often to be part of it: `AppState.progress`. */
  | { kind: "running" }
  | { kind: "done"; result: ConversionResult }
  | { kind: "failed"; error: WireError }
  /** `share`: how much of it is written, from 0 to 1; null where nothing is. */
  | { kind: "stopped"; share: number | null };

/** Everything the result card tells. */
export type ConversionResult = {
  /** The settings and scenes that it was made with. */
  settings: Settings;
  scenes: number[] | null;
  report: ConversionReport;
  plan: Plan;
  destination: DestinationReference;
  /** Name of the folder for people; null for a download. */
  folderName: string | null;
};

/** A queue that an earlier page left behind, as it is offered. */
export type EarlierQueue = {
  /** Key of its records. */
  key: string;
  /** Milliseconds since 1970, as `offeredAt`. */
  savedAt: number;
  offeredAt: number;
  count: number;
  done: number;
  /** What was under way or stopped when the page ended, and how far it was, from 0 to 1. */
  stoppedAt: { name: string; share: number | null } | null;
  /** Some of it waited, was under way or stopped: it can be gone on with. */
  canGoOn: boolean;
  /** Stores of it wait in the browser to be downloaded. */
  hasDownloads: boolean;
  /** Name of the folder that it is written to, where there is one. */
  folderName: string | null;
  /** How some of it look. */
  pictures: Blob[];
};

/** A queue that is taken up again. */
export type TakenUp = {
  items: QueueItem[];
  settings: Settings;
  destination: Destination | null;
  selected: string | null;
  leftovers: string[];
  /** Names of those that were not done and whose files are not as they were. */
  changed: string[];
};

/** What was just dropped, before anybody has looked into it. */
export function newItem(id: string, drop: string, candidate: SourceCandidate): QueueItem {
  return {
    ...candidate,
    id,
    drop,
    verdict: { kind: "checking", step: "identify", before: null },
    openedAs: null,
    flaw: null,
    picture: null,
    run: { kind: "idle" },
    sourceBytes: null,
    scenes: null,
    leftBehind: null,
    stoppedAppend: null,
    decided: null,
    ownSettings: null,
    labels: [],
  };
}

/** The masks of an item as the engine takes them. */
export function labelSources({ labels }: Pick<QueueItem, "labels">): LabelSource[] {
  return labels.map(({ name, mask, files }) => ({ name, source: mask.source, files }));
}

/** What an item is read from, or what is kept of that: its own, and those of masks that were added to it. */
export function sourcesOf<Source>({
  source,
  labels,
}: {
  source: Source;
  labels: readonly { mask: { source: Source } }[];
}): Source[] {
  return [source, ...labels.map(({ mask }) => mask.source)];
}

/** True while what is written of an item is settled. */
export function isInJob({ run }: Pick<QueueItem, "run">): boolean {
  return run.kind === "running" || run.kind === "waiting";
}

/** The setting of mosaics that holds for an item: which scenes there are depends on it. */
export function mosaicOf(item: QueueItem, shared: Settings): Settings["mosaic"] {
  return (item.ownSettings ?? shared).mosaic;
}

/** The parts of an item on which its plan depends. */
export type Plannable = Pick<QueueItem, "verdict" | "ownSettings" | "scenes">;

/** The settings that hold for an item: its own or those for all, with the scenes chosen in its gallery. */
export function settingsOf(item: Plannable, shared: Settings): Settings {
  const settings = item.ownSettings ?? shared;
  return item.scenes === null ? settings : { ...settings, scenes: item.scenes };
}

/** True when pressing Convert would convert this item. What is done is converted again only where just that is asked for. */
export function canConvert({ verdict, run }: QueueItem): boolean {
  return verdict.kind === "ready" && ["idle", "failed", "stopped"].includes(run.kind);
}

/** True for what can be converted when it is named: what is done, too. */
export function canConvertAgain(item: QueueItem): boolean {
  return canConvert(item) || (item.verdict.kind === "ready" && item.run.kind === "done");
}

/** The failure that the item shows, whether it came from reading or from converting. */
export function errorOf(item: QueueItem): WireError | null {
  if (item.run.kind === "failed") return item.run.error;
  return item.verdict.kind === "failed" ? item.verdict.error : null;
}

/** Items that the person has to do something about: what is no image needs nothing. */
export function needsAttention(item: QueueItem): boolean {
  return isProblem(item) && item.verdict.kind !== "skipped";
}

/** Items that nothing can be done with as they are. */
export function isProblem(item: QueueItem): boolean {
  return errorOf(item) !== null || ["skipped", "companion", "missing"].includes(item.verdict.kind);
}

/** Bytes of a source that its stores can be held against; null where only some of its images are converted, or nothing is known. */
export function comparedBytes({ sourceBytes, scenes }: Pick<QueueItem, "sourceBytes" | "scenes">): number | null {
  return scenes === null ? sourceBytes : null;
}
