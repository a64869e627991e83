import { missedTwice } from "../bytes/missedTwice.ts";
import { platformFailure } from "../bytes/platformFailures.ts";
import { ZarrdropError } from "../model/errors.ts";
import { waitsForDisk } from "../model/lifeSigns.ts";
import { HandleFileInParts } from "./handleFileInParts.ts";
import { linkInTheWay } from "./linkInTheWay.ts";
import { isPartialName } from "./partialName.ts";
import type { FileInParts, Sink, SinkEntry } from "./sink.ts";
import { asSinkError, changedWhileRead, isMissing, movedAway, unlessMissing } from "./sinkErrors.ts";
import { parentOf, splitPath } from "./storePath.ts";

/** Milliseconds between looks at a locked file, and in which an ended worker's lock has gone: Chromium gives a worker two seconds to end. */
const UNLOCKED_LOOK = 100;
const UNLOCKED_AFTER = 10_000;

/**
 * A store in a folder of the File System API: a folder that a person chose, or one of the origin private file system. The
 * folder is made by the first write. A file is written beside its place by the browser and put there by `close()`, so that it
 * appears whole; the name with zero bytes can be there before, which counts as missing.
 */
export class DirectoryHandleSink implements Sink {
  readonly #parent: FileSystemDirectoryHandle;
  readonly #storeName: string | null;
  /** Handles of folders that were made or found, by path; a promise, so that writes at once share one call. */
  readonly #folders = new Map<string, Promise<FileSystemDirectoryHandle>>();

  /** `storeName` null: not a folder in `parent`, but that itself. */
  constructor(parent: FileSystemDirectoryHandle, storeName: string | null) {
    this.#parent = parent;
    this.#storeName = storeName;
  }

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    const file = await this.begin(path, signal);
    await file.write(parts);
    await file.finish();
  }

  async begin(path: string, signal?: AbortSignal): Promise<FileInParts> {
    const failed = async (thrown: unknown): Promise<ZarrdropError> => {
      this.#folders.clear();
      if (signal?.aborted !== true && (await this.#isMoved(thrown))) return movedAway(thrown, path);
      return asSinkError(thrown, path, signal);
    };
    try {
      signal?.throwIfAborted();
      const { folder, name } = splitPath(path);
      const parent = await this.#folder(folder, true);
      const handle = await this.#make(parent, path, () => parent.getFileHandle(name, { create: true }));
      return waitsForDisk(new HandleFileInParts(await handle.createWritable(), failed, signal));
    } catch (thrown) {
      throw await failed(thrown);
    }
  }

  async read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const file = await this.#file(path);
      if (file === null || file.size === 0) return null;
      const start = Math.min(range?.offset ?? 0, file.size);
      const end = Math.min(range === undefined ? file.size : range.offset + range.length, file.size);
      const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
      if (bytes.length < end - start) throw changedWhileRead(path);
      return bytes;
    } catch (thrown) {
      throw asSinkError(thrown, path);
    }
  }

  async size(path: string): Promise<number | null> {
    try {
      return (await this.#file(path))?.size ?? null;
    } catch (thrown) {
      throw asSinkError(thrown, path);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      // What a drive misses for a moment would stay, as a part of what it is no part of.
      await missedTwice(async () => {
        this.#folders.clear();
        return unlessMissing(async () => {
          const { folder, name } = path === "" ? { folder: null, name: this.#ownName() } : splitPath(path);
          const parent = folder === null ? this.#parent : await this.#folder(folder, false);
          await onceUnlocked(() => parent.removeEntry(name, { recursive: true }));
          return true;
        });
      });
    } catch (thrown) {
      throw asSinkError(thrown, path);
    } finally {
      this.#folders.clear();
    }
  }

  async list(folder = ""): Promise<string[]> {
    try {
      const paths: string[] = [];
      const top = await missedTwice(() => unlessMissing(() => this.#folder(folder, false)));
      if (top !== null) await listInto(top, folder, paths);
      return paths.sort();
    } catch (thrown) {
      throw asSinkError(thrown, null);
    }
  }

  async *entries(folder: string, isThere = false): AsyncGenerator<SinkEntry> {
    try {
      const handle = await this.#folder(folder, false);
      for await (const [name, { kind }] of handle.entries()) {
        yield { name, kind: kind === "directory" ? "folder" : "file" };
      }
    } catch (thrown) {
      if (isThere || !isMissing(thrown)) throw asSinkError(thrown, folder);
    }
  }

  /** A page has no way to: the File System API promises only that a closed file is there for whoever looks (no `fsync`). */
  async sync(): Promise<void> {}

  /** The file itself, to be read without a copy, or null when it is not there. */
  async fileAt(path: string): Promise<File | null> {
    try {
      return await this.#file(path);
    } catch (thrown) {
      throw asSinkError(thrown, path);
    }
  }

  /** Where a folder is moved while a file in it is being written, Chromium says whatever its next step met. */
  async #isMoved(thrown: unknown): Promise<boolean> {
    const failure = platformFailure(thrown);
    return (failure === "changed" || failure === "given-up") && !(await canBeListed(this.#parent));
  }

  #file(path: string): Promise<File | null> {
    return unlessMissing(async () => {
      const { folder, name } = splitPath(path);
      const handle = await (await this.#folder(folder, false)).getFileHandle(name);
      return handle.getFile();
    });
  }

  #folder(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    const known = this.#folders.get(path);
    if (known === undefined) return this.#openAndKnow(path, create);
    if (!create) return known;
    // Whoever only looked for it may be about to learn that it is not there.
    return known.catch((thrown: unknown) => {
      if (!isMissing(thrown)) throw thrown;
      return this.#openAndKnow(path, true);
    });
  }

  #openAndKnow(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    const opening = this.#openFolder(path, create);
    this.#folders.set(path, opening);
    // A folder that is not there now may be made later.
    opening.catch(() => {
      if (this.#folders.get(path) === opening) this.#folders.delete(path);
    });
    return opening;
  }

  #ownName(): string {
    if (this.#storeName === null) throw new ZarrdropError("internal", "A destination itself is never removed.");
    return this.#storeName;
  }

  async #openFolder(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    if (path === "" && this.#storeName === null) return this.#parent;
    const parent = path === "" ? this.#parent : await this.#folder(parentOf(path), create);
    const name = path === "" ? this.#ownName() : splitPath(path).name;
    if (!create) return parent.getDirectoryHandle(name);
    return this.#make(parent, path, () => parent.getDirectoryHandle(name, { create }));
  }

  /** Chromium follows no links: it says of one that it is not there, even if it is told to make what is not. */
  async #make<T>(parent: FileSystemDirectoryHandle, path: string, make: () => Promise<T>): Promise<T> {
    try {
      return await make();
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === "NotFoundError" && (await canBeListed(parent))) {
        throw linkInTheWay(this.#storeName ?? parent.name, path);
      }
      throw thrown;
    }
  }
}

/**
 * Does something when nobody holds the file any more. What a worker was writing stays locked for a moment after the
 * worker was ended; then the browser lets go of it by itself.
 * @throws the browser's, of one that another holds for longer, too
 */
async function onceUnlocked(remove: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += UNLOCKED_LOOK) {
    try {
      return await remove();
    } catch (thrown) {
      if (platformFailure(thrown) !== "locked" || waited >= UNLOCKED_AFTER) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, UNLOCKED_LOOK));
  }
}

/** False when the folder was moved or removed. */
async function canBeListed(folder: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    await folder.keys().next();
    return true;
  } catch {
    return false;
  }
}

async function listInto(folder: FileSystemDirectoryHandle, prefix: string, paths: string[]): Promise<void> {
  for await (const [name, handle] of folder.entries()) {
    const path = prefix === "" ? name : `${prefix}/${name}`;
    // `kind` tells which of the two it is; the DOM types do not make a union of it.
    if (handle.kind === "directory") await listInto(handle, path, paths);
    else if (!isPartialName(name)) paths.push(path);
  }
}
