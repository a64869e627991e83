import { useState } from "react";
import { isStoreSource } from "../check/storeSource.ts";
import type { QueueItem } from "../state/queue.ts";

/** What the inspector shows. */
export type TabName = "plan" | "settings" | "metadata" | "result" | "log";

/** The tab that is open, and how to open another. */
export type OpenTab = { name: TabName; open: (name: TabName) => void };

/**
 * The inspector's tab. Settings, metadata and log stay from file to file; else it follows what there is to say of the file: what will
 * become of it, then what did.
 */
export function useTab(item: QueueItem | null): OpenTab {
  const [chosen, setChosen] = useState<{ name: TabName; of: string } | null>(null);
  const of = `${item?.id} ${item?.run.kind === "done"}`;
  const stays = chosen !== null && (chosen.of === of || !["plan", "result"].includes(chosen.name));
  return {
    name: stays ? chosen.name : item !== null && hasResult(item) ? "result" : "plan",
    open: (name) => setChosen({ name, of }),
  };
}

/** It was converted; or it is a store, which can be checked. */
function hasResult({ run, verdict, source }: QueueItem): boolean {
  if (run.kind === "done") return true;
  return isStoreSource(source) && (verdict.kind !== "ready" || verdict.image.description.format === "ome-zarr");
}
