import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { OwnFile } from "../model/references.ts";
import { BlobSource } from "./blobSource.ts";
import { OwnSource } from "./ownSource.ts";
import { baseName, safePath, sortPaths } from "./paths.ts";
import { folderIndex } from "./folderIndex.ts";
import type { ByteSource, WalkableDirectory } from "./source.ts";
import type { FolderEntry } from "./walk.ts";

/** A file with its relative path. */
type ListedFile = { path: string; file: Blob | OwnFile };

/** Files that were dropped or picked together, as `File` objects with their relative paths; or a program's own. */
export class FileListDirectory implements WalkableDirectory {
  /** Known when the files came from a folder picker, which tells the way from the folder; "" otherwise. */
  readonly name: string;
  readonly #files = new Map<string, Blob | OwnFile>();
  readonly #paths: readonly string[];
  #folders: ReadonlyMap<string, FolderEntry[]> | null = null;

  /**
   * Files whose path leads out of the folder are ignored.
   * @throws `limit` for more than `LIMITS.filesInFolder` files
   */
  constructor(files: readonly ListedFile[]) {
    if (files.length > LIMITS.filesInFolder) {
      throw new ZarrdropError("limit", `More than ${LIMITS.filesInFolder} files were given together.`);
    }
    for (const { path, file } of files) {
      const safe = safePath(path);
      if (safe !== null) this.#files.set(safe, file);
    }
    this.name = folderName(files[0]);
    this.#paths = sortPaths([...this.#files.keys()]);
  }

  async list(): Promise<readonly string[]> {
    return this.#paths;
  }

  async *entries(folder: string): AsyncGenerator<FolderEntry> {
    this.#folders ??= folderIndex(this.#paths);
    yield* this.#folders.get(folder) ?? [];
  }

  async open(path: string): Promise<ByteSource | null> {
    const safe = safePath(path);
    const file = safe === null ? undefined : this.#files.get(safe);
    if (file === undefined) return null;
    return file instanceof Blob ? new BlobSource(file, baseName(path)) : new OwnSource(file);
  }
}

/** `webkitRelativePath` is "folder/path" for files of a picked folder: what stands before the path is the folder. */
function folderName(entry: ListedFile | undefined): string {
  if (!(entry?.file instanceof File)) return "";
  const full: string = entry.file.webkitRelativePath ?? "";
  return full.endsWith(`/${entry.path}`) ? baseName(full.slice(0, -entry.path.length - 1)) : "";
}
