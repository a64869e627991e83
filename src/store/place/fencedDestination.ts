import type { DestinationFolder, EntryKind, Moving } from "../destination/destinationFolder.ts";
import type { DestinationFiles, Sink, SinkEntry } from "../sink.ts";
import type { DestinationReference } from "../../model/references.ts";
import { openDestination } from "../destination/openDestination.ts";
import { Fence } from "./fence.ts";
import type { LockHolder } from "./lockHolder.ts";

/** A destination in which nothing is changed any more once its job's lock is gone. Errors: also those of `Fence.guard`. */
export class FencedDestination implements DestinationFolder {
  readonly #folder: DestinationFolder;
  readonly #fence: Fence;
  readonly moving: Moving;

  constructor(folder: DestinationFolder, fence: Fence) {
    this.#folder = folder;
    this.#fence = fence;
    const { moving } = folder;
    this.moving =
      moving.kind === "rename"
        ? { kind: "rename", rename: (from, to) => this.#fence.guard(() => moving.rename(from, to)) }
        : {
            kind: "copy",
            copyFile: (from, to, path, signal) => this.#fence.guard(() => moving.copyFile(from, to, path, signal)),
          };
  }

  names(): Promise<string[]> {
    return this.#folder.names();
  }

  kindOf(name: string): Promise<EntryKind | null> {
    return this.#folder.kindOf(name);
  }

  async sink(name: string): Promise<Sink> {
    return new FencedSink(await this.#folder.sink(name), this.#fence);
  }

  async besideStores(): Promise<DestinationFiles> {
    const files = await this.#folder.besideStores();
    return {
      write: (path, parts, signal) => this.#fence.guard(() => files.write(path, parts, signal)),
      remove: (path) => this.#fence.guard(() => files.remove(path)),
      read: (path, range) => files.read(path, range),
      size: (path) => files.size(path),
      sync: (paths) => files.sync(paths),
    };
  }

  removeEmpty(name: string): Promise<void> {
    return this.#fence.guard(() => this.#folder.removeEmpty(name));
  }

  sync(): Promise<void> {
    return this.#folder.sync();
  }

  lockHolder(): Promise<LockHolder> {
    return this.#folder.lockHolder();
  }
}

/** A destination in which another thread holds the lock of this token. Errors: those of opening it. */
export async function openFenced(
  destination: DestinationReference,
  token: string,
  storeNames: readonly string[],
): Promise<DestinationFolder> {
  const folder = await openDestination(destination);
  return new FencedDestination(folder, new Fence(folder, token, storeNames));
}

class FencedSink implements Sink {
  readonly #sink: Sink;
  readonly #fence: Fence;

  constructor(sink: Sink, fence: Fence) {
    this.#sink = sink;
    this.#fence = fence;
  }

  write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    return this.#fence.guard(() => this.#sink.write(path, parts, signal));
  }

  remove(path: string): Promise<void> {
    return this.#fence.guard(() => this.#sink.remove(path));
  }

  read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#sink.read(path, range);
  }

  size(path: string): Promise<number | null> {
    return this.#sink.size(path);
  }

  list(folder?: string): Promise<string[]> {
    return this.#sink.list(folder);
  }

  entries(folder: string): AsyncIterable<SinkEntry> {
    return this.#sink.entries(folder);
  }

  sync(paths: Iterable<string>): Promise<void> {
    return this.#sink.sync(paths);
  }
}
