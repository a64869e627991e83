import { Button } from "../parts/Button.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { earlierText } from "./earlierText.ts";

/** Offers the queue that an earlier page left behind. */
export function EarlierQueueOffer() {
  const session = useSession();
  const earlier = useApp((state) => state.earlier);
  const isRunning = useApp((state) => state.job !== null);
  if (earlier === null) return null;
  return (
    <section className="queue-offer" aria-label="Earlier queue">
      <p>{earlierText(earlier)}</p>
      <div className="queue-actions">
        {earlier.canGoOn && !isRunning && (
          <Button look="primary" onClick={() => void session.takeUpEarlier(true)}>
            Go on
          </Button>
        )}
        <Button onClick={() => void session.takeUpEarlier(false)}>Look</Button>
        <Button look="quiet" onClick={() => void session.forgetEarlier()}>
          Forget
        </Button>
      </div>
    </section>
  );
}
