import type { LockHolder } from "../place/lockHolder.ts";
import { FolderOfSink } from "../folderOfSink.ts";
import type { DestinationFiles, Sink, SinkEntry } from "../sink.ts";
import { TaggedSink } from "../taggedSink.ts";
import type { DestinationFolder, EntryKind, Moving } from "./destinationFolder.ts";

/** A destination in one sink of a program's own: each store is a folder of it. */
export class SinkDestination implements DestinationFolder {
  readonly #sink: Sink;
  readonly moving: Moving = {
    kind: "copy",
    copyFile: async (from, to, path, signal) => {
      const bytes = await this.#sink.read(`${from}/${path}`);
      await this.#sink.write(`${to}/${path}`, bytes === null ? [] : [bytes], signal);
    },
  };

  constructor(sink: Sink) {
    this.#sink = new TaggedSink(sink);
  }

  async names(): Promise<string[]> {
    return (await this.#entries("")).map(({ name }) => name).sort();
  }

  async kindOf(name: string): Promise<EntryKind | null> {
    const kind = (await this.#entries("")).find((entry) => entry.name === name)?.kind;
    return kind === undefined ? null : kind === "other" ? "link" : kind;
  }

  async sink(name: string): Promise<Sink> {
    return new FolderOfSink(this.#sink, name);
  }

  async besideStores(): Promise<DestinationFiles> {
    return this.#sink;
  }

  async removeEmpty(name: string): Promise<void> {
    if ((await this.#entries(name)).length === 0) await this.#sink.remove(name);
  }

  sync(): Promise<void> {
    return this.#sink.sync([]);
  }

  async lockHolder(): Promise<LockHolder> {
    if (typeof globalThis.process?.getBuiltinModule === "function") {
      return (await import("../place/nodeLockHolder.ts")).nodeLockHolder();
    }
    return (await import("../place/pageLockHolder.ts")).pageLockHolder();
  }

  async #entries(folder: string): Promise<SinkEntry[]> {
    const entries: SinkEntry[] = [];
    for await (const entry of this.#sink.entries(folder)) entries.push(entry);
    return entries;
  }
}
