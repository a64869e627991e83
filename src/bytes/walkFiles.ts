import { throwIfAborted } from "./abort.ts";
import { joinPath } from "../model/paths.ts";
import type { WalkableDirectory } from "./source.ts";

/** Files whose sizes are asked for at once: each costs mostly waiting. */
const AT_ONCE = 16;
/** Folders deeper than this are not entered: nothing that is meant nests so deep. */
const DEEPEST = 64;

/** What was walked over. Null size: it cannot be opened (a folder, a link to nowhere, a name that no path can have). */
export type WalkedFile = { path: string; size: number | null; isFolder: boolean };

/**
 * Every file of a directory, and every folder in which nothing lies, folder after folder: all files of a folder, then the folders in it one by one, so that
 * what lies below a folder comes in one piece. A million files are no more to hold than one folder's sub-folders.
 * @throws those of the directory; `cancelled`
 */
export async function* walkFiles(
  directory: WalkableDirectory,
  signal: AbortSignal,
): AsyncGenerator<WalkedFile, void, void> {
  yield* walkFolder(directory, "", 0, signal);
}

async function* walkFolder(
  directory: WalkableDirectory,
  folder: string,
  depth: number,
  signal: AbortSignal,
): AsyncGenerator<WalkedFile, void, void> {
  const folders: string[] = [];
  let waiting: string[] = [];
  let isEmpty = true;
  for await (const { name, isFolder } of directory.entries(folder)) {
    isEmpty = false;
    if (isFolder) folders.push(name);
    else waiting.push(joinPath(folder, name));
    if (waiting.length < AT_ONCE) continue;
    yield* await withSizes(directory, waiting, signal);
    waiting = [];
  }
  yield* await withSizes(directory, waiting, signal);
  if (isEmpty && folder !== "") yield { path: folder, size: null, isFolder: true };
  if (depth >= DEEPEST) return;
  for (const name of folders.sort()) yield* walkFolder(directory, joinPath(folder, name), depth + 1, signal);
}

async function withSizes(directory: WalkableDirectory, paths: string[], signal: AbortSignal): Promise<WalkedFile[]> {
  throwIfAborted(signal);
  const sources = await Promise.all(paths.map((path) => directory.open(path)));
  return sources.map((source, at) => ({ path: paths[at]!, size: source?.size ?? null, isFolder: false }));
}
