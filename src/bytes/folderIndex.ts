import { baseName, folderOf } from "../model/paths.ts";
import type { FolderEntry } from "./walk.ts";

/** The folders that a list of paths makes, each with what is in it; "" is the top. */
export function folderIndex(paths: Iterable<string>): ReadonlyMap<string, FolderEntry[]> {
  const folders = new Map<string, FolderEntry[]>([["", []]]);
  const entriesOf = (folder: string): FolderEntry[] => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const entries: FolderEntry[] = [];
    folders.set(folder, entries);
    entriesOf(folderOf(folder)).push({ name: baseName(folder), isFolder: true });
    return entries;
  };
  for (const path of paths) entriesOf(folderOf(path)).push({ name: baseName(path), isFolder: false });
  return folders;
}
