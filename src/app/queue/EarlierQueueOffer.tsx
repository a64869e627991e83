import { Button } from "../parts/Button.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { formatBytes } from "../figures.ts";
import { useRead } from "../reads/useRead.ts";
import { earlierText } from "./earlierText.ts";
import { KeptPicture } from "./KeptPicture.tsx";

/** Offers the queue that an earlier page left behind. */
export function EarlierQueueOffer() {
  const session = useSession();
  const earlier = useApp((state) => state.earlier);
  const isRunning = useApp((state) => state.job !== null);
  if (earlier === null) return null;
  const { title, stoppedAt } = earlierText(earlier);
  return (
    <section className="earlier" aria-label="Earlier queue">
      {earlier.pictures.length > 0 && (
        <div className="earlier-pictures" aria-hidden="true">
          {earlier.pictures.map((picture, at) => (
            // They have no names, and never change their order.
            // oxlint-disable-next-line react/no-array-index-key
            <KeptPicture key={at} picture={picture} />
          ))}
        </div>
      )}
      <div className="earlier-words">
        <p>
          <b>{title}</b>
          {stoppedAt !== null && `, ${stoppedAt}`}
        </p>
        {earlier.folderName !== null && (
          <p className="note">
            The folder is <span className="mono">{earlier.folderName}</span>.
          </p>
        )}
        {earlier.hasDownloads && <KeptStorage />}
      </div>
      <div className="earlier-actions">
        {earlier.canGoOn && !isRunning && (
          <Button look="do" onClick={() => void session.takeUpEarlier(true)}>
            Go on
          </Button>
        )}
        <Button onClick={() => void session.takeUpEarlier(false)}>Look</Button>
        <Button look="quiet" onClick={() => void session.forgetEarlier()}>
          Forget
        </Button>
      </div>
      {earlier.canGoOn && (
        <span className="earlier-bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${earlier.done / earlier.count})` }} />
        </span>
      )}
    </section>
  );
}

/** Says what stores take that wait to be downloaded. */
function KeptStorage() {
  const { reading } = useSession();
  // For information only: a browser that does not tell leaves the figure out.
  const read = async (): Promise<number> => (await navigator.storage.estimate()).usage ?? 0;
  const { value: bytes = 0 } = useRead({ owner: reading, key: "storage", read });
  return (
    <p className="note">
      Its stores are kept in this browser{bytes > 0 && ` (${formatBytes(bytes)})`} until they are downloaded or
      forgotten.
    </p>
  );
}
