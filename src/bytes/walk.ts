import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { throwIfAborted } from "./abort.ts";
import { joinPath, sortPaths } from "../model/paths.ts";

/** One entry of a folder. */
export type FolderEntry = { name: string; isFolder: boolean };

/** Bounds of a search through folders. */
export type WalkBounds = {
  /** Folders deeper than this below the top are not entered. No companion layout that we know goes deeper than 5. */
  depth: number;
  /** Folders beyond this number are not entered. */
  folders: number;
};

const CHUNK_FILE = /^(c\.)?\d+(\.\d+)*$/;
const CHUNK_FOLDER = /^(c|\d+)$/;
/** A block, or a folder of blocks, of an N5 dataset. */
const N5_BLOCK = /^\d+$/;

/**
 * All files below a folder, breadth first, sorted. Chunks of Zarr arrays and N5 datasets are left out and their folders not entered: a
 * store may have millions, readers compute their paths.
 * @throws `limit` for more files than `LIMITS.filesInFolder`; those of `entriesOf`; `cancelled`
 */
export async function walkFolder(
  entriesOf: (folder: string) => Promise<FolderEntry[]>,
  bounds: WalkBounds,
  signal?: AbortSignal,
): Promise<string[]> {
  const paths: string[] = [];
  let level = [""];
  let entered = 0;
  for (let depth = 0; depth <= bounds.depth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      throwIfAborted(signal);
      if (entered++ >= bounds.folders) break;
      const entries = await entriesOf(folder);
      const isArray = isZarrArray(entries);
      const isN5 = entries.some(({ name }) => name === "attributes.json");
      for (const entry of entries) {
        const path = joinPath(folder, entry.name);
        const isBlock = isN5 && N5_BLOCK.test(entry.name);
        if (entry.isFolder) {
          if (!isBlock && !(isArray && CHUNK_FOLDER.test(entry.name))) next.push(path);
        } else if (!isBlock && !(isArray && CHUNK_FILE.test(entry.name))) {
          paths.push(path);
        }
      }
      if (paths.length > LIMITS.filesInFolder) {
        throw new ZarrdropError("limit", `The folder holds more than ${LIMITS.filesInFolder} files.`, {
          advice: "Choose the folder of the image itself, not one above it.",
        });
      }
    }
    level = next;
  }
  return sortPaths(paths);
}

/**
 * All entries of a folder at once.
 * @throws those of the folder; `cancelled`
 */
export async function entriesIn(entries: AsyncIterable<FolderEntry>, signal?: AbortSignal): Promise<FolderEntry[]> {
  const all: FolderEntry[] = [];
  for await (const entry of entries) {
    throwIfAborted(signal);
    all.push(entry);
  }
  return all;
}

/** `.zarray` is an array for sure; `zarr.json` is one if its chunks lie beside it (a group has no member "c" in an image store). */
function isZarrArray(entries: readonly FolderEntry[]): boolean {
  const names = new Set(entries.map((entry) => entry.name));
  return names.has(".zarray") || (names.has("zarr.json") && (names.has("c") || entries.some(isDottedChunk)));
}

function isDottedChunk(entry: FolderEntry): boolean {
  return !entry.isFolder && /^c\.\d/.test(entry.name);
}
