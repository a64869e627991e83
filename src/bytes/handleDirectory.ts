import { eachAwaited, whileWaiting } from "../model/lifeSigns.ts";
import { BlobSource } from "./blobSource.ts";
import { missedTwice } from "./missedTwice.ts";
import { baseName, folderOf, safePath } from "../model/paths.ts";
import { SharedWork } from "./sharedWork.ts";
import type { ByteSource, WalkableDirectory } from "./source.ts";
import { asSourceError, isAbsentFile } from "./sourceErrors.ts";
import { entriesIn, type FolderEntry, walkFolder } from "./walk.ts";

/** Folder handles that are remembered, so that opening the chunks of a store does not walk from the top each time. */
const REMEMBERED_FOLDERS = 4096;

/**
 * A folder that the person picked or dropped in the browser. Nothing is read until asked: `open` resolves one path, `list` walks the
 * folder once (Zarr chunks left out, `walkFolder`) and remembers the answer.
 */
export class HandleDirectory implements WalkableDirectory {
  readonly name: string;
  readonly #root: FileSystemDirectoryHandle;
  readonly #folders = new Map<string, Promise<FileSystemDirectoryHandle | null>>();
  readonly #paths = new SharedWork<readonly string[]>((signal) =>
    walkFolder((folder) => entriesIn(this.entries(folder), signal), { depth: 12, folders: 100_000 }, signal),
  );

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
    this.name = root.name;
  }

  list(signal?: AbortSignal): Promise<readonly string[]> {
    return this.#paths.get(signal);
  }

  async open(path: string): Promise<ByteSource | null> {
    const safe = safePath(path);
    return safe === null ? null : missedTwice(() => this.#open(safe));
  }

  async #open(safe: string): Promise<ByteSource | null> {
    const folder = await this.#folder(folderOf(safe));
    if (folder === null) return null;
    const name = baseName(safe);
    try {
      const handle = await whileWaiting("disk", orNull(folder.getFileHandle(name)));
      return handle === null ? null : new BlobSource(await whileWaiting("disk", handle.getFile()), name);
    } catch (error) {
      if (isAbsentFile(error)) return null;
      throw asSourceError(error, safe);
    }
  }

  /** Links to nowhere have no handle: of these nobody can tell. */
  async obstacle(path: string): Promise<"folder" | null> {
    const safe = safePath(path);
    const folder = safe === null ? null : await this.#folder(folderOf(safe));
    if (safe === null || folder === null) return null;
    try {
      const found = await whileWaiting("disk", orNull(folder.getDirectoryHandle(baseName(safe))));
      return found === null ? null : "folder";
    } catch (error) {
      throw asSourceError(error, safe);
    }
  }

  async *entries(path: string): AsyncGenerator<FolderEntry> {
    const folder = await missedTwice(() => this.#folder(path));
    if (folder === null) return;
    try {
      for await (const [name, handle] of eachAwaited(folder.entries()))
        yield { name, isFolder: handle.kind === "directory" };
    } catch (error) {
      throw asSourceError(error, path === "" ? this.#root.name : path);
    }
  }

  #folder(path: string): Promise<FileSystemDirectoryHandle | null> {
    if (path === "") return Promise.resolve(this.#root);
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const found = this.#findFolder(path);
    if (this.#folders.size >= REMEMBERED_FOLDERS) this.#folders.clear();
    this.#folders.set(path, found);
    // One that was missed may be there a moment later.
    const forget = (): void => void this.#folders.delete(path);
    found.then((handle) => handle === null && forget(), forget);
    return found;
  }

  async #findFolder(path: string): Promise<FileSystemDirectoryHandle | null> {
    const parent = await this.#folder(folderOf(path));
    if (parent === null) return null;
    try {
      return await whileWaiting("disk", orNull(parent.getDirectoryHandle(baseName(path))));
    } catch (error) {
      throw asSourceError(error, path);
    }
  }
}

/** The handle that was asked for; null where there is none of its kind, or the platform does not allow the name (TypeError). */
async function orNull<Handle>(asked: Promise<Handle>): Promise<Handle | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TypeError || isAbsentFile(error)) return null;
    throw error;
  }
}
