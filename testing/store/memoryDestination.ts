import { ZarrdropError } from "../../src/model/errors.ts";
import type { DestinationFolder, EntryKind, Moving } from "../../src/store/destination/destinationFolder.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import type { LockHolder } from "../../src/store/place/lockHolder.ts";
import { pageLockHolder } from "../../src/store/place/pageLockHolder.ts";
import type { DestinationFiles, Sink } from "../../src/store/sink.ts";

/**
 * A destination in memory that can be stopped after so many changes, as by a power cut: that one and all later calls fail. `moving`: as
 * on Node, or as in a browser, where a copied file is there with zero bytes before.
 */
export class MemoryDestination implements DestinationFolder {
  readonly stores = new Map<string, MemorySink>();
  readonly files = new Set<string>();
  readonly beside = new MemorySink();
  readonly moving: Moving;
  /** Changes that may still be made. */
  changesLeft = Infinity;

  constructor(kind: Moving["kind"]) {
    this.moving =
      kind === "rename"
        ? { kind, rename: (from, to) => this.#rename(from, to) }
        : { kind, copyFile: (from, to, path) => this.#copyFile(from, to, path) };
  }

  /** A copy of everything, not stopped. */
  copy(): MemoryDestination {
    const copy = new MemoryDestination(this.moving.kind);
    for (const [name, sink] of this.stores) {
      const store = new MemorySink();
      for (const [path, bytes] of sink.files) store.files.set(path, bytes.slice());
      copy.stores.set(name, store);
    }
    return copy;
  }

  async names(): Promise<string[]> {
    return [...this.stores].flatMap(([name, { files }]) => (files.size > 0 ? [name] : [])).sort();
  }

  async kindOf(name: string): Promise<EntryKind | null> {
    if (this.files.has(name)) return "file";
    return (this.stores.get(name)?.files.size ?? 0) > 0 ? "folder" : null;
  }

  async sink(name: string): Promise<Sink> {
    const store = (): MemorySink => {
      const found = this.stores.get(name) ?? new MemorySink();
      this.stores.set(name, found);
      return found;
    };
    return new Proxy(store(), {
      get: (_, member: keyof MemorySink) => {
        const sink = store();
        // The calls of a sink, with the changes among them counted.
        const value = sink[member] as unknown;
        if (typeof value !== "function") return value;
        return (...words: unknown[]): unknown => {
          if (member === "write" || member === "remove") this.#change();
          return Reflect.apply(value, sink, words) as unknown;
        };
      },
    });
  }

  async besideStores(): Promise<DestinationFiles> {
    return this.beside;
  }

  async removeEmpty(name: string): Promise<void> {
    if ((this.stores.get(name)?.files.size ?? 0) === 0) this.stores.delete(name);
  }

  async sync(): Promise<void> {}

  async lockHolder(): Promise<LockHolder> {
    return pageLockHolder();
  }

  async #rename(from: string, to: string): Promise<void> {
    this.#change();
    const store = this.stores.get(from);
    if (store === undefined || (await this.kindOf(to)) !== null) throw new Error(`${from} cannot become ${to}`);
    this.stores.delete(from);
    this.stores.set(to, store);
  }

  async #copyFile(from: string, to: string, path: string): Promise<void> {
    const target = this.stores.get(to)!;
    this.#change();
    target.files.set(path, new Uint8Array());
    this.#change();
    target.files.set(path, this.stores.get(from)!.files.get(path)!.slice());
  }

  #change(): void {
    if (this.changesLeft-- <= 0) throw new ZarrdropError("storage", "stopped");
  }
}
