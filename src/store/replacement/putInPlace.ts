import type { DestinationFolder } from "../destination/destinationFolder.ts";
import type { StoreMarker } from "../storeMarker.ts";
import { copyIntoPlace } from "./copyIntoPlace.ts";
import { leftoversOf, newNameOf, oldNameOf } from "./replacementNames.ts";
import { removeWhole } from "./removeWhole.ts";
import { renameIntoPlace } from "./renameIntoPlace.ts";

/**
 * Puts a verified replacement, the whole store in the folder beside, in the place of the old store. Killed at any
 * moment, the old store, or the new one in its folder or in its place, is whole, and `recoverReplacement` or the same
 * call ends it. What other replacements of this store left behind goes too: none of it is wanted any more, and nothing
 * of it is not in a source. `marker`: of the conversion that made it.
 * @throws those of the destination
 */
export async function putInPlace(
  folder: DestinationFolder,
  storeName: string,
  token: string,
  marker: StoreMarker,
  signal?: AbortSignal,
): Promise<void> {
  const { moving } = folder;
  if (moving.kind === "rename") await renameIntoPlace(folder, moving.rename, storeName, token);
  else await copyIntoPlace(folder, moving.copyFile, storeName, token, marker, signal);
  await sweepLeftovers(folder, storeName);
}

/** Removes the folders of all replacements of a store that were begun. Only when the store itself is whole. */
export async function sweepLeftovers(folder: DestinationFolder, storeName: string): Promise<void> {
  for (const { token, hasNew, hasOld } of leftoversOf(await folder.names(), storeName)) {
    if (hasNew) await removeWhole(folder, newNameOf(storeName, token));
    if (hasOld) await removeWhole(folder, oldNameOf(storeName, token));
  }
}
