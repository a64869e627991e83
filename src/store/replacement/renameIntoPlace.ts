import { asZarrdropError } from "../../model/errors.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { newNameOf, oldNameOf } from "./replacementNames.ts";
import { removeWhole } from "./removeWhole.ts";

/**
 * The old store is renamed, the new one gets its name, the names are made sure of on the disk, and then the old one is removed. Between
 * the two renames nothing has the store's name, but both stores are whole beside it. A second rename that fails is undone.
 */
export async function renameIntoPlace(
  folder: DestinationFolder,
  rename: (from: string, to: string) => Promise<void>,
  storeName: string,
  token: string,
): Promise<void> {
  const [newName, oldName] = [newNameOf(storeName, token), oldNameOf(storeName, token)];
  const hasOld = (await folder.kindOf(storeName)) !== null;
  if (hasOld) await rename(storeName, oldName);
  try {
    await rename(newName, storeName);
  } catch (thrown) {
    if (hasOld) await rename(oldName, storeName).catch(() => {});
    throw asZarrdropError(thrown).with({
      safe: `The store that was there is whole; the new one is in ${newName}.`,
    });
  }
  await folder.sync();
  if (hasOld) await removeWhole(folder, oldName);
}
