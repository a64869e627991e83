import { Icon } from "../parts/Icon.tsx";
import { Thumbnail } from "../scenes/Thumbnail.tsx";
import { useApp } from "../sessionContext.ts";
import { planItem } from "../state/planning.ts";
import { isProblem, type QueueItem } from "../state/queue.ts";

/** What an item looks like. `mayRead`: there is nothing more urgent to read. */
export function QueueThumbnail({ item, mayRead }: { item: QueueItem; mayRead: boolean }) {
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const { verdict } = item;
  if (verdict.kind === "ready") {
    const output = planItem(item, shared, stores)?.plan?.outputs[0] ?? null;
    return (
      <span className="queue-picture">
        {output !== null && <Thumbnail source={verdict.image} output={output} mayRead={mayRead} />}
      </span>
    );
  }
  const isBad = verdict.kind === "failed";
  return (
    <span className="queue-picture" data-tone={isBad ? "bad" : isProblem(item) ? "none" : undefined}>
      {isProblem(item) && <Icon name={isBad ? "warning" : "file"} />}
    </span>
  );
}
