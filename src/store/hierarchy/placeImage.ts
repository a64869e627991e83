import type { OutputPlan } from "../../plan/plan.ts";
import { type PlaceRequest, receiptOf } from "../place/decidePlace.ts";
import { isStoreOf, type Receipt } from "../place/receipt.ts";
import { ROOT_METADATA } from "../replacement/removeWhole.ts";
import type { Sink } from "../sink.ts";
import { readMarker } from "../storeMarker.ts";
import type { ImagesFolder } from "./imagesFolder.ts";

/**
 * What an earlier run of the same conversion did of an image of its unfinished hierarchy: the receipt of one that is done. Else null, and it
 * is gone on with where it was begun; whatever lies in its place without having been begun is nobody's, and is removed.
 * @throws those of the destination, `cancelled`
 */
export async function placeImage(
  folder: ImagesFolder,
  output: OutputPlan,
  { fingerprint, settings }: Omit<PlaceRequest, "leftovers">,
  signal?: AbortSignal,
): Promise<Receipt | null> {
  const { storeName } = output;
  const sink = await folder.sink(storeName);
  const found = await readMarker(sink);
  if (found.kind === "marker" && found.marker.fingerprint === fingerprint) return null;
  const receipt = await receiptOf(folder, storeName, fingerprint, settings);
  if (receipt !== null && (await isStoreOf(receipt, sink, output, signal))) return receipt;
  await clear(sink);
  return null;
}

/** What makes it an image goes first. */
async function clear(sink: Sink): Promise<void> {
  for (const path of ROOT_METADATA) await sink.remove(path);
  for await (const { name } of sink.entries("")) await sink.remove(name);
}
