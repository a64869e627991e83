import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSession } from "../sessionContext.ts";
import type { QueueItem, StoppedAppend } from "../state/queue.ts";

/** Time points were being added to stores when that ended early: it can go on, or be taken back. */
export function StoppedAppendCard({ item, stopped }: { item: QueueItem; stopped: StoppedAppend }) {
  const session = useSession();
  const [isBusy, setBusy] = useState(false);
  const names = stopped.storeNames.join(", ");
  const putBack = async (): Promise<void> => {
    setBusy(true);
    await session.run.putBack(item.id);
    setBusy(false);
  };
  return (
    <section className="card problem" data-tone="warning" aria-labelledby="stopped-append-title">
      <h2 id="stopped-append-title">
        <Icon name="info" />
        Time points were being added to {names}
      </h2>
      <p>What was there before is kept beside until this is settled. Convert again and it goes on where it stopped.</p>
      <div className="problem-actions">
        <Button disabled={isBusy} onClick={() => void putBack()}>
          {isBusy ? "Putting it back…" : "Put back what was there"}
        </Button>
      </div>
    </section>
  );
}
