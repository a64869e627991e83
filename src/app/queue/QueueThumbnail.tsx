import { errorToWire } from "../../protocol/errorTransfer.ts";
import { Icon } from "../parts/Icon.tsx";
import { smallPicture } from "../scenes/smallPicture.ts";
import { Thumbnail } from "../scenes/Thumbnail.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { planItem } from "../state/planning.ts";
import { isProblem, type QueueItem } from "../state/queue.ts";
import { KeptPicture } from "./KeptPicture.tsx";

/** What an item looks like. `mayRead`: there is nothing more urgent to read. */
export function QueueThumbnail({ item, mayRead }: { item: QueueItem; mayRead: boolean }) {
  const { store } = useSession();
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const { verdict } = item;
  const keep = async (bitmap: ImageBitmap): Promise<void> => {
    if (item.picture !== null) return;
    const picture = await smallPicture(bitmap).catch(() => null);
    if (picture !== null) store.dispatch({ type: "pictured", id: item.id, picture });
  };
  if (verdict.kind === "ready" && item.flaw === null) {
    const output = planItem(item, shared, stores)?.plan?.outputs[0] ?? null;
    return (
      <span className="queue-picture">
        {output !== null && (
          <Thumbnail
            source={verdict.image}
            output={output}
            mayRead={mayRead}
            onDraw={(bitmap) => void keep(bitmap)}
            onFail={(error) => store.dispatch({ type: "flawed", id: item.id, error: errorToWire(error) })}
          />
        )}
      </span>
    );
  }
  if (item.picture !== null && item.flaw === null && (verdict.kind === "checking" || verdict.kind === "missing")) {
    return (
      <span className="queue-picture">
        <KeptPicture picture={item.picture} />
      </span>
    );
  }
  const isBad = verdict.kind === "failed" || item.flaw !== null;
  return (
    <span className="queue-picture" data-tone={isBad ? "bad" : isProblem(item) ? "none" : undefined}>
      {(isBad || isProblem(item)) && <Icon name={isBad ? "warning" : "file"} />}
    </span>
  );
}
