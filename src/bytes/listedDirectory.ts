import { folderIndex } from "./folderIndex.ts";
import { safePath, sortPaths } from "../model/paths.ts";
import type { FolderEntry } from "./walk.ts";

/** What all directories have in common whose files are known from a list: a drop, an archive. */
export class ListedDirectory<File> {
  readonly #files: ReadonlyMap<string, File>;
  readonly #paths: readonly string[];
  #folders: ReadonlyMap<string, FolderEntry[]> | null = null;

  /** `files` by their safe paths. */
  protected constructor(files: ReadonlyMap<string, File>) {
    this.#files = files;
    this.#paths = sortPaths([...files.keys()]);
  }

  /** All paths, in order. */
  async list(): Promise<readonly string[]> {
    return this.#paths;
  }

  /** What is in a folder; nothing in one that is not there. */
  async *entries(folder: string): AsyncGenerator<FolderEntry> {
    this.#folders ??= folderIndex(this.#paths);
    yield* this.#folders.get(folder) ?? [];
  }

  /** The file of a path, which may be written in any way that stays in the directory. */
  protected find(path: string): File | undefined {
    const safe = safePath(path);
    return safe === null ? undefined : this.#files.get(safe);
  }
}
