import type { Destination } from "../../browser/destination.ts";
import type { KeptSource } from "../../browser/keptSources.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { AddedLabels, QueueItem, Verdict } from "./queue.ts";

/** Of a queue, beside its items. */
export type KeptQueue = {
  /** Milliseconds since 1970. */
  savedAt: number;
  /** Ids of the items. */
  order: string[];
  selected: string | null;
  settings: Settings;
  destination: Destination | null;
  leftovers: string[];
};

/** How far the item under way was. */
export type KeptProgress = { id: string; bytesDone: number; bytesTotal: number };

/** An item without what only a running page has: files and open images. */
export type KeptItem = Omit<QueueItem, "source" | "verdict" | "flaw" | "labels"> & {
  source: KeptSource;
  verdict: KeptVerdict;
  labels: readonly KeptLabels[];
};

/** Labels without the mask's files. */
export type KeptLabels = Omit<AddedLabels, "mask"> & {
  mask: Omit<AddedLabels["mask"], "source"> & { source: KeptSource };
};

/** What was known of an item. */
export type KeptVerdict =
  /** `files`: those that belong to the image, where that was known. */
  { kind: "image"; files: string[] | null } | { kind: "unknown" } | (Verdict & { kind: "skipped" });
