import { isSame } from "../settings/sameSettings.ts";
import type { AppState, JobPart } from "./appState.ts";
import type { QueueItem } from "./queue.ts";

/** The part of the job under way that an item has: what is shown of its plan is what runs. Null for what is not converted now. */
export function partOf({ id, run }: QueueItem, job: AppState["job"]): JobPart | null {
  return run.kind === "running" || run.kind === "waiting" ? (job?.parts.get(id) ?? null) : null;
}

/** How many waiting files would be converted otherwise if the settings that hold now held for them. */
export function waitingForSettings({ items, job, settings }: AppState): number {
  if (job === null) return 0;
  return items.filter((item) => item.run.kind === "waiting" && isChanged(item, partOf(item, job), settings)).length;
}

function isChanged({ ownSettings, scenes }: QueueItem, part: JobPart | null, shared: AppState["settings"]): boolean {
  if (part === null) return false;
  const now = ownSettings ?? shared;
  return part.scenes !== scenes || (part.settings !== now && !isSame(part.settings, now));
}
