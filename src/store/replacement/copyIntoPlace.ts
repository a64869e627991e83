import { ZarrdropError } from "../../model/errors.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { forEachAtOnce } from "../../bytes/atOnce.ts";
import type { Sink, SinkEntry } from "../sink.ts";
import { changedWhileRead } from "../sinkErrors.ts";
import { type StoreMarker, writeMarker } from "../storeMarker.ts";
import { newNameOf } from "./replacementNames.ts";
import { removeWhole, ROOT_METADATA } from "./removeWhole.ts";

/** Files that are copied at once: closing one takes the browser long, and it overlaps. */
const FILES_AT_ONCE = 8;

/** Bytes of each of two files that are compared at once. */
const COMPARED_BYTES = 4 * 2 ** 20;

/**
 * For destinations that cannot rename folders. The old store gets a marker that names the folder of the new one, which is whole until
 * the end; then what is not in the new one goes, the image's root metadata first, and the new one's files are copied, those last.
 * Each is compared with its original. The marker goes, and with that the folder beside is not needed any more. Begun again it takes
 * what is equal as it is.
 */
export async function copyIntoPlace(
  folder: DestinationFolder,
  copyFile: (from: string, to: string, path: string, signal?: AbortSignal) => Promise<void>,
  storeName: string,
  token: string,
  marker: StoreMarker,
  signal?: AbortSignal,
): Promise<void> {
  const newName = newNameOf(storeName, token);
  const source = await folder.sink(newName);
  const target = await folder.sink(storeName);
  const paths = await source.list();
  // A whole store is in that folder: what does not find it there would take the old one away for nothing.
  if (!ROOT_METADATA.some((path) => paths.includes(path))) throw changedWhileRead(newName);
  await writeMarker(target, { ...marker, copyOf: newName });
  for (const path of ROOT_METADATA) await target.remove(path);
  await removeOthers(target, paths);
  const copy = async (path: string): Promise<void> => {
    if (await areEqual(source, target, path)) return;
    await copyFile(newName, storeName, path, signal);
    if (await areEqual(source, target, path)) return;
    throw new ZarrdropError("corrupt", `${path} does not hold what was copied to it.`, {
      file: path,
      safe: `The new store is whole in ${newName}.`,
      advice: "Check the drive of the destination, then convert again.",
    });
  };
  const isRoot = (path: string): boolean => ROOT_METADATA.includes(path);
  await forEachAtOnce(
    paths.filter((path) => !isRoot(path)),
    copy,
    { atOnce: FILES_AT_ONCE, signal },
  );
  for (const path of ROOT_METADATA.toReversed().filter((each) => paths.includes(each))) await copy(path);
  await target.remove(STORE_MARKER);
  await removeWhole(folder, newName);
}

/** Removes what the new store does not have: files, whole folders, and what is neither. */
async function removeOthers(target: Sink, paths: readonly string[]): Promise<void> {
  const kept = new Map<string, SinkEntry["kind"]>([STORE_MARKER, ...paths].map((path) => [path, "file"]));
  for (const path of paths) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      kept.set(path.slice(0, end), "folder");
    }
  }
  const look = async (folder: string): Promise<void> => {
    for await (const { name, kind } of target.entries(folder, true)) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kept.get(path) !== kind) await target.remove(path);
      else if (kind === "folder") await look(path);
    }
  };
  await look("");
}

async function areEqual(source: Sink, target: Sink, path: string): Promise<boolean> {
  const [length, found] = [await source.size(path), await target.size(path)];
  if (length === null || length !== found) return false;
  for (let offset = 0; offset < length; offset += COMPARED_BYTES) {
    const range = { offset, length: COMPARED_BYTES };
    const [a, b] = [await source.read(path, range), await target.read(path, range)];
    if (a === null || b === null || a.length !== b.length || a.some((value, at) => value !== b[at])) return false;
  }
  return true;
}
