import { eachAwaited, whileWaiting } from "../model/lifeSigns.ts";
import { blobError, BlobSource } from "./blobSource.ts";
import { baseName, folderOf, safePath } from "./paths.ts";
import { SharedWork } from "./sharedWork.ts";
import type { ByteSource, WalkableDirectory } from "./source.ts";
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
    if (safe === null) return null;
    const folder = await this.#folder(folderOf(safe));
    if (folder === null) return null;
    const name = baseName(safe);
    try {
      const file = folder.getFileHandle(name).then((handle) => handle.getFile());
      return new BlobSource(await whileWaiting("disk", file), name);
    } catch (error) {
      if (isAbsent(error)) return null;
      throw blobError(error, safe);
    }
  }

  async *entries(path: string): AsyncGenerator<FolderEntry> {
    const folder = await this.#folder(path);
    if (folder === null) return;
    try {
      for await (const [name, handle] of eachAwaited(folder.entries()))
        yield { name, isFolder: handle.kind === "directory" };
    } catch (error) {
      throw blobError(error, path === "" ? this.#root.name : path);
    }
  }

  #folder(path: string): Promise<FileSystemDirectoryHandle | null> {
    if (path === "") return Promise.resolve(this.#root);
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const found = this.#findFolder(path);
    if (this.#folders.size >= REMEMBERED_FOLDERS) this.#folders.clear();
    this.#folders.set(path, found);
    found.catch(() => this.#folders.delete(path));
    return found;
  }

  async #findFolder(path: string): Promise<FileSystemDirectoryHandle | null> {
    const parent = await this.#folder(folderOf(path));
    if (parent === null) return null;
    try {
      return await whileWaiting("disk", parent.getDirectoryHandle(baseName(path)));
    } catch (error) {
      if (isAbsent(error)) return null;
      throw blobError(error, path);
    }
  }
}

/** Not there, a folder where a file was asked for, or a name that the platform does not allow (TypeError): no such file. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && (error.name === "NotFoundError" || error.name === "TypeMismatchError"))
  );
}
