import type { Lend } from "../../codecs/codec.ts";
import type { LockHolder } from "../place/lockHolder.ts";
import type { DestinationFiles, ReadRange, Sink, SinkEntry } from "../sink.ts";
import { splitPath } from "../storePath.ts";
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

/** A folder of a sink as a sink of its own. */
class FolderOfSink implements Sink {
  readonly #sink: Sink;
  readonly #folder: string;

  constructor(sink: Sink, folder: string) {
    this.#sink = sink;
    this.#folder = folder;
  }

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    return this.#sink.write(this.#at(path), parts, signal);
  }

  async read(path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#sink.read(this.#at(path), range, lend);
  }

  async size(path: string): Promise<number | null> {
    return this.#sink.size(this.#at(path));
  }

  async remove(path: string): Promise<void> {
    return this.#sink.remove(this.#at(path));
  }

  async list(folder = ""): Promise<string[]> {
    const paths = await this.#sink.list(this.#at(folder));
    return paths.map((path) => path.slice(this.#folder.length + 1));
  }

  entries(folder: string, isThere?: boolean): AsyncIterable<SinkEntry> {
    return this.#sink.entries(this.#at(folder), isThere);
  }

  async sync(paths: Iterable<string>): Promise<void> {
    return this.#sink.sync([...paths].map((path) => this.#at(path)));
  }

  #at(path: string): string {
    if (path === "") return this.#folder;
    // The sink gets no path that leads out of the store.
    const { folder, name } = splitPath(path);
    return [this.#folder, folder, name].filter((part) => part !== "").join("/");
  }
}
