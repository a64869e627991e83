import type { DestinationReference } from "../../model/references.ts";
import { growsStore } from "../../plan/layout/appendTo.ts";
import type { PutBack } from "../../protocol/api.ts";
import { appendState } from "../../store/append/appendLog.ts";
import { restoreBefore } from "../../store/append/restoreBefore.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { JobLock } from "../../store/place/jobLock.ts";
import { lockDebris, lockTokens } from "../../store/place/lockFiles.ts";
import { readReceipt, removeReceipts } from "../../store/place/receipt.ts";
import { readMarker } from "../../store/storeMarker.ts";
import { hasTornMarker, removeTornMarker } from "../../store/tornMarker.ts";

/**
 * Puts a store back as it was before an append that was stopped. `onWait` is told, in a sentence, that it has to be
 * found out first whether another job still writes it.
 * @throws `exists` while another job writes it; `corrupt` for a damaged copy; those of the destination; `cancelled`,
 *   and then it can be done again, or the append goes on
 */
export async function putBackStore(
  destination: DestinationReference,
  storeName: string,
  { signal, onWait = () => {} }: { signal: AbortSignal; onWait?: (sentence: string) => void },
): Promise<PutBack> {
  const folder = await openDestination(destination);
  const sink = await folder.sink(storeName);
  const found = await readMarker(sink);
  const isTorn = await hasTornMarker(sink);
  if (!isTorn && (found.kind !== "marker" || !growsStore(found.marker.output))) {
    await sweepLocks(folder);
    return "nothing";
  }
  const lock = await JobLock.take(folder, [storeName], { onWait });
  try {
    if (isTorn || found.kind !== "marker" || !growsStore(found.marker.output)) {
      await removeTornMarker(await lock.folder.sink(storeName));
      return "put-back";
    }
    const state = await appendState(await lock.folder.sink(storeName), found.marker.output);
    // Where no level grows only its receipt tells an append that has ended from one that did nothing yet.
    const hasReceipt = (await readReceipt(lock.folder, storeName))?.fingerprint === found.marker.fingerprint;
    const hasEnded = state === "finished" || (state === "untouched" && hasReceipt);
    // First: stopped in between, the receipt of what is taken back must not pass for the end.
    if (!hasEnded) await removeReceipts(lock.folder, [storeName]);
    await restoreBefore(await lock.folder.sink(storeName), signal);
    return hasEnded ? "finished" : "put-back";
  } finally {
    await lock.release();
  }
}

/** A call that was killed in its last moments leaves only its lock. What cannot be removed does no harm. */
async function sweepLocks(folder: DestinationFolder): Promise<void> {
  const names = await folder.names();
  if (lockTokens(names).length + lockDebris(names).length === 0) return;
  const lock = await JobLock.take(folder, []).catch(() => null);
  await lock?.release().catch(() => {});
}
