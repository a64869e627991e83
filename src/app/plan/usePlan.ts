import { useApp } from "../sessionContext.ts";
import { partOf } from "../state/jobSettings.ts";
import { planItem } from "../state/planning.ts";
import type { Planned } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";

/** The plan of an item, made again only when the image or its settings changed. */
export function usePlan(item: QueueItem | null): Planned | null {
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const job = useApp((state) => state.job);
  if (item === null) return null;
  const part = partOf(item, job);
  return part === null ? planItem(item, shared, stores) : { plan: part.plan, error: null };
}
