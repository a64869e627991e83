import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { isWholeStore, lookAtPlace } from "../place/lookAtPlace.ts";
import { putInPlace } from "./putInPlace.ts";
import { type Leftover, newNameOf, oldNameOf } from "./replacementNames.ts";
import { removeWhole } from "./removeWhole.ts";

/**
 * Ends what a replacement of this store had begun to do in its place when it was stopped: after it there is a store of
 * this name, old or new, if one of them was whole. A replacement that is still being written, or that waits beside a
 * store which nobody has touched, is left as it is. `leftovers`: of this store (`leftoversOf`). A sentence for people
 * on what was done, or null.
 * @throws those of the destination
 */
export async function recoverReplacement(
  folder: DestinationFolder,
  storeName: string,
  leftovers: readonly Leftover[],
  signal?: AbortSignal,
): Promise<string | null> {
  if (leftovers.length === 0) return null;
  const place = await lookAtPlace(folder, storeName);
  if (place.kind === "unfinished") {
    // Stopped while the new store was copied into the place of the old one.
    const copied = leftovers.find(({ token }) => newNameOf(storeName, token) === place.marker?.copyOf);
    if (copied === undefined || !(await isReady(folder, storeName, copied))) return null;
    await putInPlace(folder, storeName, copied.token, place.marker!, signal);
    return `${storeName} was being put in its place from ${newNameOf(storeName, copied.token)}: that is done now.`;
  }
  if ((await folder.kindOf(storeName)) === null) {
    const { moving } = folder;
    if (moving.kind === "copy") return null;
    for (const leftover of leftovers.filter(({ hasOld }) => hasOld)) {
      // Stopped between the two renames.
      const oldName = oldNameOf(storeName, leftover.token);
      if (await isReady(folder, storeName, leftover)) {
        await moving.rename(newNameOf(storeName, leftover.token), storeName);
        await folder.sync();
        await removeWhole(folder, oldName);
        return `The new ${storeName} is in its place now: that was cut short.`;
      }
      const { kind } = await lookAtPlace(folder, oldName);
      if (kind !== "store" && kind !== "unfinished") continue;
      await moving.rename(oldName, storeName);
      await folder.sync();
      return `The old ${storeName} is back in its place: its replacement was not finished.`;
    }
    return null;
  }
  if (!(await isWholeStore(await folder.sink(storeName), signal))) return null;
  for (const { token, hasNew, hasOld } of leftovers) {
    if (hasOld) await removeWhole(folder, oldNameOf(storeName, token));
    const newName = newNameOf(storeName, token);
    // Neither begun nor whole: its removal was cut short, or its beginning.
    if (hasNew && ["other", "free"].includes((await lookAtPlace(folder, newName)).kind)) {
      await removeWhole(folder, newName);
    }
  }
  return null;
}

/** True when the new store of a replacement is whole: written and verified, and not yet in its place. */
export async function isReady(
  folder: DestinationFolder,
  storeName: string,
  { token, hasNew }: Leftover,
): Promise<boolean> {
  const name = newNameOf(storeName, token);
  if (!hasNew || (await folder.kindOf(name)) !== "folder") return false;
  return isWholeStore(await folder.sink(name));
}
