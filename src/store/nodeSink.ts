import type { Dirent } from "node:fs";
import { forEachAtOnce } from "../bytes/atOnce.ts";
import { missedTwice } from "../bytes/missedTwice.ts";
import { openRegularFile } from "../bytes/openRegularFile.ts";
import type { Lend } from "../codecs/codec.ts";
import { waitsForDisk } from "../model/lifeSigns.ts";
import { NodeFileInParts } from "./nodeFileInParts.ts";
import { NodeFolders } from "./nodeFolders.ts";
import { isPartialName, partialName } from "./partialName.ts";
import type { FileInParts, ReadRange, Sink, SinkEntry } from "./sink.ts";
import { asSinkError, changedWhileRead, isMissing, unlessMissing } from "./sinkErrors.ts";
import { parentOf, splitPath } from "./storePath.ts";
import { syncNodeFolder } from "./syncNodeFolder.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { lstat, open, opendir, readdir, rm, stat } = process.getBuiltinModule("node:fs/promises");

/**
 * A store in a folder of the local file system. A file is written under another name, its bytes are sent to the disk, and it is
 * renamed: whatever has its name is whole. Only ever loaded where there is Node: see `openSink`.
 */
export class NodeSink implements Sink {
  readonly #folders: NodeFolders;
  readonly #followsLinks: boolean;

  /**
   * `root` is the folder of the store; it is made by the first write. `followsLinks`: for a store that is only looked at, what
   * links lead to is read as if it were there. Nothing is ever written or removed through them.
   */
  constructor(root: string, followsLinks = false) {
    this.#folders = new NodeFolders(root);
    this.#followsLinks = followsLinks;
  }

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    const file = await this.begin(path, signal);
    await file.write(parts);
    await file.finish();
  }

  async begin(path: string, signal?: AbortSignal): Promise<FileInParts> {
    const { folder, name } = splitPath(path);
    const partial = this.#folders.place(folder === "" ? partialName(name) : `${folder}/${partialName(name)}`);
    try {
      signal?.throwIfAborted();
      await this.#folders.make(folder);
      // Exclusive: never into a file that is there, nor through a link.
      const file = await open(partial, "wx");
      return waitsForDisk(new NodeFileInParts(file, { path, partial, folders: this.#folders, signal }));
    } catch (thrown) {
      this.#folders.forget();
      throw asSinkError(thrown, path, signal);
    }
  }

  async read(path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      if ((await this.#fileSize(path)) === null) return null;
      const file = await openRegularFile(this.#folders.place(path), this.#followsLinks);
      if (file === null) return null;
      try {
        const { size } = await file.stat();
        if (size === 0) return null;
        const offset = Math.min(range?.offset ?? 0, size);
        const length = Math.min(range?.length ?? size, size - offset);
        const bytes = lend?.(length) ?? new Uint8Array(length);
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        if (done < bytes.length) throw changedWhileRead(path);
        return bytes;
      } finally {
        await file.close();
      }
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, path);
    }
  }

  async size(path: string): Promise<number | null> {
    try {
      return await this.#fileSize(path);
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, path);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      // What a drive misses for a moment would stay, as a part of what it is no part of.
      await missedTwice(async () => {
        this.#folders.forget();
        if (path !== "" && !(await this.#folders.isThere(parentOf(path)))) return null;
        return unlessMissing(async () => {
          // Of a link, here or deeper, only the link itself goes.
          await rm(this.#folders.place(path), { recursive: true });
          return true;
        });
      });
    } catch (thrown) {
      throw asSinkError(thrown, path);
    } finally {
      this.#folders.forget();
    }
  }

  async list(folder = ""): Promise<string[]> {
    try {
      const paths: string[] = [];
      const inside = await missedTwice(async () => {
        if (!(await this.#isReachable(folder))) return null;
        return unlessMissing(() => this.#inside(folder));
      });
      if (inside !== null) await this.#listInto(folder, inside, paths);
      return paths.sort();
    } catch (thrown) {
      throw asSinkError(thrown, null);
    }
  }

  async *entries(folder: string, isThere = false): AsyncGenerator<SinkEntry> {
    try {
      if (!isThere && !(await this.#isReachable(folder))) return;
      for await (const entry of await opendir(this.#folders.place(folder))) {
        yield { name: entry.name, kind: entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other" };
      }
    } catch (thrown) {
      if (isThere || !isMissing(thrown)) throw asSinkError(thrown, folder);
    }
  }

  /** Folders only, and the entry of the store's own in the one above: `write` has sent the bytes to the disk. */
  async sync(paths: Iterable<string>): Promise<void> {
    const folders = new Set([""]);
    for (const path of paths) {
      for (let folder = parentOf(path); !folders.has(folder); folder = parentOf(folder)) folders.add(folder);
    }
    const places = [...folders].map((folder) => this.#folders.place(folder));
    await forEachAtOnce([...places, this.#folders.parent], syncNodeFolder);
  }

  /** Size of a file, null for what is none. */
  async #fileSize(path: string): Promise<number | null> {
    if (!(await this.#isReachable(parentOf(path)))) return null;
    const place = this.#folders.place(path);
    const found = await (this.#followsLinks ? stat(place) : lstat(place));
    return found.isFile() ? found.size : null;
  }

  async #isReachable(folder: string): Promise<boolean> {
    return this.#followsLinks || this.#folders.isThere(folder);
  }

  async #listInto(folder: string, inside: readonly Dirent[], paths: string[]): Promise<void> {
    for (const entry of inside) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      // A folder that the one above it named is there.
      if (entry.isDirectory()) await this.#listInto(path, await this.#inside(path), paths);
      else if (isPartialName(entry.name)) continue;
      else if (entry.isFile() || this.#followsLinks) paths.push(path);
    }
  }

  #inside(folder: string): Promise<Dirent[]> {
    return readdir(this.#folders.place(folder), { withFileTypes: true });
  }
}
