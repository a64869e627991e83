import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useNarrow } from "../preview/useNarrow.ts";
import { useApp, useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import { StoreExplorer } from "../store/StoreExplorer.tsx";
import type { Showing } from "./FindingList.tsx";
import { StoreCheckCard } from "./StoreCheckCard.tsx";

type StorePaneProps = { item: QueueItem; onLook: () => void; showing: Showing | null };

/** Of an OME-Zarr that was dropped: what it is worth, what can be done with it, and what is in it. */
export function StorePane({ item, onLook, showing }: StorePaneProps) {
  const session = useSession();
  const isRunning = useApp(({ job }) => job !== null);
  const isNarrow = useNarrow();
  const { id, source, verdict } = item;
  const store = { kind: "dropped", source } as const;
  return (
    <section className="panel" aria-label="Store">
      <StoreCheckCard owner={source} store={store} showing={showing} />
      {verdict.kind === "ready" && (
        <div className="store-check-buttons">
          {isNarrow && (
            <Button onClick={onLook}>
              <Icon name="eye" />
              Look
            </Button>
          )}
          <Button disabled={isRunning} onClick={() => void session.convert([id])}>
            <Icon name="retry" />
            Convert again
          </Button>
        </div>
      )}
      <div>
        <StoreExplorer owner={source} store={store} />
      </div>
    </section>
  );
}
