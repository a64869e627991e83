import type { DestinationReference } from "../model/references.ts";
import { STORE_MARKER } from "../model/storeMarker.ts";
import { holdToTheEnd } from "./pageLocks.ts";
import { canPickFolders, chooseOutputFolder } from "./pickers.ts";

/** Where outputs go. */
export type Destination = {
  reference: DestinationReference;
  /** Name of the folder; null where outputs are downloaded at the end. */
  folderName: string | null;
};

/**
 * A folder that the person chooses, or a private place where the browser cannot write into folders. Null when the
 * dialog was closed.
 * @throws `permission`
 */
export async function newDestination(): Promise<Destination | null> {
  if (!canPickFolders()) return { reference: await openPrivateDestination(), folderName: null };
  const handle = await chooseOutputFolder();
  return handle === null ? null : { reference: { kind: "directory-handle", handle }, folderName: handle.name };
}

/** Prefix of the folders in the origin private file system that hold outputs until they are downloaded. */
const PREFIX = "outputs-";

/** A new place in the origin private file system for outputs that will be downloaded. It lives as long as this page, or a queue that names it. */
async function openPrivateDestination(): Promise<DestinationReference & { kind: "opfs" }> {
  const folder = PREFIX + crypto.randomUUID();
  // Other pages leave it alone.
  await holdToTheEnd(folder);
  return { kind: "opfs", folder };
}

/** Removes the outputs in the origin private file system that no page holds and no queue names: `kept` has the folders of those. */
export async function removeAbandoned(kept: ReadonlySet<string>): Promise<void> {
  // A browser that has no such place has nothing there.
  const root = await navigator.storage.getDirectory().catch(() => null);
  if (root === null) return;
  const names: string[] = [];
  for await (const name of root.keys()) if (name.startsWith(PREFIX) && !kept.has(name)) names.push(name);
  for (const name of names) {
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      // Another page may be removing it at this moment.
      if (lock !== null) await root.removeEntry(name, { recursive: true }).catch(() => {});
    });
  }
}

/** The folder behind a destination. */
async function folderOfDestination(destination: DestinationReference): Promise<FileSystemDirectoryHandle | null> {
  switch (destination.kind) {
    case "directory-handle":
      return destination.handle;
    case "opfs": {
      const root = await navigator.storage.getDirectory();
      return root.getDirectoryHandle(destination.folder, { create: true });
    }
    case "node":
    case "own":
      return null;
  }
}

/** Those of the stores in a destination that were begun and not ended. */
export async function unfinishedStores(
  destination: DestinationReference,
  storeNames: readonly string[],
): Promise<Set<string>> {
  const unfinished = new Set<string>();
  const folder = await folderOfDestination(destination);
  for (const name of folder === null ? [] : storeNames) {
    const hasMarker = await folder!
      .getDirectoryHandle(name)
      .then((store) => store.getFileHandle(STORE_MARKER))
      .then(
        () => true,
        () => false,
      );
    if (hasMarker) unfinished.add(name);
  }
  return unfinished;
}

/** When the metadata of a store were written last, in milliseconds since 1970; null where that cannot be told. */
export async function modifiedOf(destination: DestinationReference, storeName: string): Promise<number | null> {
  const store = await (await folderOfDestination(destination))?.getDirectoryHandle(storeName).catch(() => null);
  for (const name of [STORE_MARKER, "zarr.json", ".zattrs"]) {
    const file = await store
      ?.getFileHandle(name)
      .then((handle) => handle.getFile())
      .catch(() => null);
    if (file != null) return file.lastModified;
  }
  return null;
}

/** A file that lies in the destination beside its stores, or null if it is not there. */
export async function fileInDestination(destination: DestinationReference, name: string): Promise<File | null> {
  try {
    const file = await (await folderOfDestination(destination))?.getFileHandle(name);
    return file === undefined ? null : await file.getFile();
  } catch {
    // Removed meanwhile, or no longer allowed.
    return null;
  }
}
