import type { DestinationReference } from "../model/references.ts";
import type { PutBack } from "../protocol/api.ts";
import { restoreBefore } from "../store/append/restoreBefore.ts";
import { openSink } from "../store/openSink.ts";
import { readMarker } from "../store/storeMarker.ts";

/** Puts a store back as it was before an append that was stopped. Errors: `corrupt` for a damaged copy; those of the destination. */
export async function putBackStore(destination: DestinationReference, storeName: string): Promise<PutBack> {
  const sink = await openSink(destination, storeName);
  const found = await readMarker(sink);
  if (found.kind !== "marker" || found.marker.output.time.append === false) return "nothing";
  return (await restoreBefore(sink)) === "finished" ? "finished" : "put-back";
}
