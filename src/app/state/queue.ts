import type { SourceCandidate } from "../../browser/grouping.ts";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import type { ConversionReport } from "../../plan/job.ts";
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
  /** Bytes of its files on disk, when known. */
  sourceBytes: number | null;
  /** Scenes chosen in the gallery; null = all. */
  scenes: number[] | null;
  /** What a run began in the destination and did not finish. */
  leftBehind: LeftBehind | null;
  /** Stores to which time points were being added when that ended early: they can be put back as they were. */
  stoppedAppend: StoppedAppend | null;
  /** Settings of this file alone; null = those for all files. */
  ownSettings: Settings | null;
};

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
  | { kind: "failed"; error: WireError };

/** How far the conversion of an item is. */
export type Run =
  | { kind: "idle" }
  | { kind: "waiting" }
  /** How far it is changes too often to be part of it: `AppState.progress`. */
  | { kind: "running" }
  | { kind: "done"; result: ConversionResult }
  | { kind: "failed"; error: WireError }
  | { kind: "stopped" };

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

/** What was just dropped, before anybody has looked into it. */
export function newItem(id: string, drop: string, candidate: SourceCandidate): QueueItem {
  return {
    ...candidate,
    id,
    drop,
    verdict: { kind: "checking", step: "identify", before: null },
    openedAs: null,
    run: { kind: "idle" },
    sourceBytes: null,
    scenes: null,
    leftBehind: null,
    stoppedAppend: null,
    ownSettings: null,
  };
}

/** The setting of mosaics that holds for an item: which scenes there are depends on it. */
export function mosaicOf(item: QueueItem, shared: Settings): Settings["mosaic"] {
  return (item.ownSettings ?? shared).mosaic;
}

/** True when pressing Convert would convert this item: it is ready, and not done already with these settings. */
export function canConvert(item: QueueItem, shared: Settings): boolean {
  if (item.verdict.kind !== "ready") return false;
  if (item.run.kind !== "done") return ["idle", "failed", "stopped"].includes(item.run.kind);
  const { result } = item.run;
  return result.settings !== (item.ownSettings ?? shared) || result.scenes !== item.scenes;
}

/** The failure that the item shows, whether it came from reading or from converting. */
export function errorOf(item: QueueItem): WireError | null {
  if (item.run.kind === "failed") return item.run.error;
  return item.verdict.kind === "failed" ? item.verdict.error : null;
}

/** Items that nothing can be done with as they are. */
export function isProblem(item: QueueItem): boolean {
  return errorOf(item) !== null || item.verdict.kind === "skipped" || item.verdict.kind === "companion";
}
