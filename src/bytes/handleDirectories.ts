import { HandleDirectory } from "./handleDirectory.ts";

/** A folder that nobody asked for during this time is walked again: it may have been changed. */
const KEPT_MILLISECONDS = 2000;

const kept: { handle: FileSystemDirectoryHandle; directory: HandleDirectory; usedAt: number }[] = [];

/**
 * The directory of a handle. Hundreds of files dropped with their folder are told and opened one after the other; the folder is walked
 * once for all of them, not for each.
 */
export async function directoryOfHandle(handle: FileSystemDirectoryHandle): Promise<HandleDirectory> {
  const now = performance.now();
  for (let at = kept.length - 1; at >= 0; at--) {
    if (now - kept[at]!.usedAt > KEPT_MILLISECONDS) kept.splice(at, 1);
  }
  for (const entry of kept.slice()) {
    if (!(await entry.handle.isSameEntry(handle))) continue;
    entry.usedAt = now;
    return entry.directory;
  }
  const directory = new HandleDirectory(handle);
  kept.push({ handle, directory, usedAt: now });
  return directory;
}
