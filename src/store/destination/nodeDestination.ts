import { platformName } from "../../bytes/platformFailures.ts";
import { waitsForDisk } from "../../model/lifeSigns.ts";
import { NodeSink } from "../nodeSink.ts";
import type { DestinationFiles, Sink } from "../sink.ts";
import type { LockHolder } from "../place/lockHolder.ts";
import { nodeLockHolder } from "../place/nodeLockHolder.ts";
import { asSinkError, isMissing } from "../sinkErrors.ts";
import { syncNodeFolder } from "../syncNodeFolder.ts";
import type { DestinationFolder, EntryKind, Moving } from "./destinationFolder.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { lstat, readdir, realpath, rename, rmdir } = process.getBuiltinModule("node:fs/promises");

/** A folder of the local file system. Only ever loaded where there is Node: see `openDestination.ts`. */
export class NodeDestination implements DestinationFolder {
  readonly #folder: string;
  readonly sink: (name: string) => Promise<Sink>;
  readonly moving: Moving = { kind: "rename", rename: (from, to) => this.#rename(from, to) };

  /** `folder`: "" is the working directory. */
  constructor(folder: string, sink: (name: string) => Promise<Sink>) {
    this.#folder = folder === "" ? "." : folder;
    this.sink = sink;
  }

  async names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).sort();
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw asSinkError(thrown, null);
    }
  }

  async kindOf(name: string): Promise<EntryKind | null> {
    try {
      const found = await lstat(this.#place(name));
      return found.isSymbolicLink() ? "link" : found.isDirectory() ? "folder" : "file";
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, name);
    }
  }

  async besideStores(): Promise<DestinationFiles> {
    // The folder was chosen by a person and may be a link: only what is in it may not be.
    return waitsForDisk(new NodeSink(await realpath(this.#folder).catch(() => this.#folder)));
  }

  async removeEmpty(name: string): Promise<void> {
    try {
      await rmdir(this.#place(name));
    } catch (thrown) {
      if (!isMissing(thrown) && !["ENOTEMPTY", "EEXIST"].includes(platformName(thrown)))
        throw asSinkError(thrown, name);
    }
  }

  sync(): Promise<void> {
    return syncNodeFolder(this.#folder);
  }

  lockHolder(): Promise<LockHolder> {
    return nodeLockHolder();
  }

  async #rename(from: string, to: string): Promise<void> {
    try {
      await rename(this.#place(from), this.#place(to));
    } catch (thrown) {
      throw asSinkError(thrown, from);
    }
  }

  #place(name: string): string {
    return `${this.#folder}/${name}`;
  }
}
