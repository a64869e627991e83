import { ZarrdropError } from "../model/errors.ts";
import { emptyRoot, fileOfEntry, treeOfEntry, treeOfHandle, treeOfPaths } from "./folderTree.ts";
import type { FolderTree, LostThing } from "./folderTree.ts";

/**
 * What a drop or a paste carries. The items of a `DataTransfer` die when the event handler returns, so this must be called in
 * the handler itself; everything asynchronous happens afterwards.
 */
export function takeTransfer(transfer: DataTransfer): Promise<FolderTree> {
  const pending: Promise<Taken>[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind === "file") pending.push(takeItem(item));
  }
  return Promise.all(pending).then(rootOf);
}

/** Files chosen in a dialog, or from a folder input, whose files carry relative paths. */
export function takeFiles(files: Iterable<File>): FolderTree {
  return treeOfPaths(Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Handles from a picker or from the operating system ("open with"). */
export async function takeHandles(handles: readonly FileSystemHandle[]): Promise<FolderTree> {
  return rootOf(await Promise.all(handles.map(takenHandle)));
}

/** True while something is dragged over the page that could be files: browsers say no more before the drop. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && Array.from(transfer.types).includes("Files");
}

type Taken = { file: File; handle?: FileSystemFileHandle } | { folder: FolderTree } | { lost: LostThing } | null;

function takeItem(item: DataTransferItem): Promise<Taken> {
  // Both calls must come before the first await.
  const entry = item.webkitGetAsEntry?.() ?? null;
  const file = item.getAsFile();
  const fallback = (): Promise<Taken> => takenEntry(entry, file);
  if (typeof item.getAsFileSystemHandle !== "function") return fallback();
  return item.getAsFileSystemHandle().then(
    // Things that are not on the disk (pasted pictures, files made by a page) have no handle, or undefined for one.
    (handle) => (handle ? takenHandle(handle) : fallback()),
    fallback,
  );
}

/** One that is gone or may not be read stops none of the others. */
async function takenHandle(handle: FileSystemHandle): Promise<Taken> {
  try {
    // `kind` tells the two subtypes apart; the base type does not narrow.
    if (handle.kind === "directory") {
      return { folder: await treeOfHandle(handle as FileSystemDirectoryHandle, handle.name) };
    }
    const fileHandle = handle as FileSystemFileHandle;
    return { file: await fileHandle.getFile(), handle: fileHandle };
  } catch (thrown) {
    return { lost: { name: handle.name, error: unreachable(handle.name, thrown) } };
  }
}

function unreachable(name: string, thrown: unknown): ZarrdropError {
  if (thrown instanceof ZarrdropError) return thrown;
  const message = `${name} cannot be read: it was moved or deleted, or this page may not read it.`;
  return new ZarrdropError("source-unreadable", message, {
    file: name,
    safe: "Nothing was changed.",
    advice: "Look whether it is still there, and drop it again.",
    technical: String(thrown),
  });
}

async function takenEntry(entry: FileSystemEntry | null, file: File | null): Promise<Taken> {
  if (entry?.isDirectory) return { folder: await treeOfEntry(entry as FileSystemDirectoryEntry, entry.name) };
  if (file !== null) return { file };
  if (entry?.isFile) return { file: await fileOfEntry(entry as FileSystemFileEntry) };
  return null;
}

function rootOf(taken: readonly Taken[]): FolderTree {
  const lost = taken.flatMap((thing) => (thing !== null && "lost" in thing ? [thing.lost] : []));
  const root: FolderTree = { ...emptyRoot(), lost };
  for (const thing of taken) {
    if (thing === null || "lost" in thing) continue;
    if ("folder" in thing) {
      root.folders.push(thing.folder);
      continue;
    }
    const { file, handle } = thing;
    const get = (): Promise<File> => Promise.resolve(file);
    root.files.push({ name: file.name, get, ...(handle === undefined ? {} : { handle }) });
  }
  return root;
}
