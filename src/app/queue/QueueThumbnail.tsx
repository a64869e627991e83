import { Icon } from "../parts/Icon.tsx";
import { Thumbnail } from "../scenes/Thumbnail.tsx";
import { useApp } from "../sessionContext.ts";
import { planItem } from "../state/planning.ts";
import { isProblem, type QueueItem } from "../state/queue.ts";

/** What an item looks like. It is read when nothing else is to be looked at first. */
export function QueueThumbnail({ item }: { item: QueueItem }) {
  const shared = useApp((state) => state.settings);
  const mayRead = useApp(({ items, job }) => job === null && !items.some(({ verdict }) => verdict.kind === "checking"));
  const { verdict } = item;
  if (verdict.kind === "ready") {
    const output = planItem(item, shared)?.plan?.outputs[0] ?? null;
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
