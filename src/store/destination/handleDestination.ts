import { waitsForDisk, whileWaiting } from "../../model/lifeSigns.ts";
import { DirectoryHandleSink } from "../directoryHandleSink.ts";
import type { DestinationFiles, Sink } from "../sink.ts";
import type { LockHolder } from "../place/lockHolder.ts";
import { asSinkError, isMissing } from "../sinkErrors.ts";
import type { DestinationFolder, EntryKind, Moving } from "./destinationFolder.ts";

/**
 * A folder of the File System API. Chromium moves files, but has no way to move or rename a folder (looked at in version 156, for
 * folders of the disk and of the origin private file system): stores are copied file by file.
 */
export class HandleDestination implements DestinationFolder {
  readonly #folder: FileSystemDirectoryHandle;
  readonly sink: (name: string) => Promise<Sink>;
  readonly moving: Moving = {
    kind: "copy",
    copyFile: (from, to, path, signal) => this.#copyFile(from, to, path, signal),
  };

  constructor(folder: FileSystemDirectoryHandle, sink: (name: string) => Promise<Sink>) {
    this.#folder = folder;
    this.sink = sink;
  }

  async names(): Promise<string[]> {
    try {
      const names: string[] = [];
      for await (const name of this.#folder.keys()) names.push(name);
      return names.sort();
    } catch (thrown) {
      throw asSinkError(thrown, null);
    }
  }

  async kindOf(name: string): Promise<EntryKind | null> {
    try {
      // Asking by name also finds other spellings where case does not count.
      await this.#folder.getDirectoryHandle(name);
      return "folder";
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === "TypeMismatchError") return "file";
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, name);
    }
  }

  async besideStores(): Promise<DestinationFiles> {
    return waitsForDisk(new DirectoryHandleSink(this.#folder, null));
  }

  async removeEmpty(name: string): Promise<void> {
    try {
      await this.#folder.removeEntry(name);
    } catch (thrown) {
      // What the platform says of a folder that is not empty.
      if (thrown instanceof Error && thrown.name === "InvalidModificationError") return;
      if (!isMissing(thrown)) throw asSinkError(thrown, name);
    }
  }

  async sync(): Promise<void> {}

  async lockHolder(): Promise<LockHolder> {
    // Only the coordinator and the planner ask, when there is something to convert.
    const { pageLockHolder } = await whileWaiting("disk", import("../place/pageLockHolder.ts"));
    return pageLockHolder();
  }

  /** The browser copies from disk to disk: a shard of any size takes no memory here. */
  async #copyFile(from: string, to: string, path: string, signal: AbortSignal | undefined): Promise<void> {
    let writable: FileSystemWritableFileStream | null = null;
    try {
      signal?.throwIfAborted();
      const segments = path.split("/");
      const name = segments.pop()!;
      let source = await this.#folder.getDirectoryHandle(from);
      let target = await this.#folder.getDirectoryHandle(to, { create: true });
      for (const segment of segments) {
        source = await source.getDirectoryHandle(segment);
        target = await target.getDirectoryHandle(segment, { create: true });
      }
      const file = await (await source.getFileHandle(name)).getFile();
      const handle = await target.getFileHandle(name, { create: true });
      writable = await handle.createWritable();
      const copying = writable.write(file).then(() => {
        signal?.throwIfAborted();
        return writable!.close();
      });
      await whileWaiting("disk", copying, file.size);
    } catch (thrown) {
      await writable?.abort().catch(() => {});
      throw asSinkError(thrown, path, signal);
    }
  }
}
