import type { FileHandle } from "node:fs/promises";
import { whileWaiting } from "../model/lifeSigns.ts";
import type { NodeFolders } from "./nodeFolders.ts";
import type { FileInParts } from "./sink.ts";
import { asSinkError } from "./sinkErrors.ts";

// As in `NodeSink`, which alone makes them.
const { rename, unlink } = process.getBuiltinModule("node:fs/promises");

/** Where a file is to be, and where it is until it is finished. */
type Place = { path: string; partial: string; folders: NodeFolders; signal: AbortSignal | undefined };

/** A file of a `NodeSink` that is being written: its bytes are sent to the disk, and then it is renamed. */
export class NodeFileInParts implements FileInParts {
  readonly #file: FileHandle;
  readonly #place: Place;
  #bytes = 0;

  constructor(file: FileHandle, place: Place) {
    this.#file = file;
    this.#place = place;
  }

  write(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    return this.#orGiveUp(async () => {
      for (const part of parts) await this.#writeAll(part);
    });
  }

  finish(): Promise<void> {
    const { path, partial, folders, signal } = this.#place;
    return this.#orGiveUp(async () => {
      await whileWaiting("disk", this.#file.datasync(), this.#bytes);
      await this.#file.close();
      // Given up while the disk was at it: nobody waits for the file, and another may have its name by now.
      signal?.throwIfAborted();
      await rename(partial, folders.place(path));
    });
  }

  async giveUp(): Promise<void> {
    // Closing once more does nothing.
    await this.#file.close().catch(() => {});
    await unlink(this.#place.partial).catch(() => {});
  }

  async #writeAll(part: Uint8Array<ArrayBuffer>): Promise<void> {
    let done = 0;
    while (done < part.length) {
      this.#place.signal?.throwIfAborted();
      // A write may take less than it was given.
      const writing = this.#file.write(part, done, part.length - done);
      done += (await whileWaiting("disk", writing, part.length - done)).bytesWritten;
    }
    this.#bytes += part.length;
  }

  async #orGiveUp(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.#place.folders.forget();
      await this.giveUp();
      throw asSinkError(thrown, this.#place.path, this.#place.signal);
    }
  }
}
