import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { takeHandles } from "./dropped.ts";
import type { FolderTree } from "./folderTree.ts";

/** True where the browser can open folders for reading and writing. Asked at each use: nothing is remembered. */
export function canPickFolders(): boolean {
  return typeof window.showDirectoryPicker === "function";
}

/**
 * A folder to read. Null when the person closed the dialog.
 * @throws `permission`, `limit`
 */
export async function chooseFolder(): Promise<FolderTree | null> {
  const handle = await pick({ id: "zarrdrop-source", mode: "read" });
  return handle === null ? null : takeHandles([handle]);
}

/**
 * A folder to write to, with the permission given. Null when the person closed the dialog.
 * @throws `permission`
 */
export async function chooseOutputFolder(): Promise<FileSystemDirectoryHandle | null> {
  const handle = await pick({ id: "zarrdrop-output", mode: "readwrite" });
  if (handle !== null) await ensureWritable(handle);
  return handle;
}

/**
 * Makes sure that a folder may be written to. The browser is asked only where it has not agreed yet.
 * @throws `permission`
 */
export async function ensureWritable(handle: FileSystemDirectoryHandle): Promise<void> {
  // Not every browser that has handles has permissions on them; those without grant what they hand out.
  if (typeof handle.queryPermission !== "function") return;
  let state = await handle.queryPermission({ mode: "readwrite" });
  if (state === "prompt") state = await handle.requestPermission({ mode: "readwrite" });
  if (state !== "granted") {
    throw new ZarrdropError("permission", `The browser may not write to the folder “${handle.name}”.`, {
      file: handle.name,
      safe: "Nothing was written.",
      advice: "Choose the folder again and allow the browser to save changes in it.",
    });
  }
}

/** False for a folder that was moved, renamed or deleted since the page was given it. */
export async function isThere(handle: FileSystemDirectoryHandle): Promise<boolean> {
  return handle
    .keys()
    .next()
    .then(
      () => true,
      (thrown: unknown) => !(thrown instanceof DOMException && thrown.name === "NotFoundError"),
    );
}

async function pick(options: DirectoryPickerOptions): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await window.showDirectoryPicker(options);
  } catch (thrown) {
    const error = asZarrdropError(thrown, { kind: "permission", message: "The browser did not open a folder." });
    if (error.kind === "cancelled") return null;
    throw error;
  }
}
