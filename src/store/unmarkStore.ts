import { ZarrdropError } from "../model/errors.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { Sink } from "./sink.ts";

/**
 * Takes journal and marker away, the marker last: from then on the store is whole. `file`: one that the store has, which tells a sink that
 * lost sight of the store from one in which the marker is gone.
 * @throws `storage` where they cannot be removed; those of the sink
 */
export async function unmarkStore(sink: Sink, storeName: string, file: string): Promise<void> {
  await sink.remove(STORE_JOURNAL);
  // A power cut may not leave it behind in a store that nothing goes on with.
  await sink.sync([STORE_JOURNAL]);
  // What says that it was not there to be removed may only be out of reach for a moment.
  for await (const { name } of sink.entries("")) {
    if (name === STORE_JOURNAL || name === STORE_BEFORE) throw notRemoved(storeName, name);
  }
  await sink.remove(STORE_MARKER);
  if ((await sink.size(STORE_MARKER)) !== null || (await sink.size(file)) === null) {
    throw notRemoved(storeName, STORE_MARKER);
  }
  await sink.sync([STORE_MARKER]);
}

function notRemoved(storeName: string, path: string): ZarrdropError {
  return new ZarrdropError("storage", `${path} could not be removed from ${storeName}.`, {
    file: storeName,
    safe: "The image is written and verified, but still marked as incomplete.",
    advice: "Start the same conversion again: it goes on there.",
  });
}
