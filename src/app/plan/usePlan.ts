import { useApp } from "../sessionContext.ts";
import { planItem } from "../state/planning.ts";
import type { Planned } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";

/** The plan of an item, made again only when the image or its settings changed. */
export function usePlan(item: QueueItem | null): Planned | null {
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  return item === null ? null : planItem(item, shared, stores);
}
