import { ZarrdropError } from "../model/errors.ts";
import type { Sink, SinkEntry } from "./sink.ts";

/** A store in memory: for tests and for small results. */
export class MemorySink implements Sink {
  /** By path; those of a `Destination` begin with the store's name. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>> = new Map();

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw new ZarrdropError("cancelled", "Stopped.", { file: path });
    this.files.set(path, joinParts(parts));
  }

  async read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = this.files.get(path);
    if (bytes === undefined || bytes.length === 0) return null;
    return range === undefined ? bytes.slice() : bytes.slice(range.offset, range.offset + range.length);
  }

  async size(path: string): Promise<number | null> {
    return this.files.get(path)?.length ?? null;
  }

  async remove(path: string): Promise<void> {
    for (const name of this.files.keys()) {
      if (name === path || name.startsWith(`${path}/`) || path === "") this.files.delete(name);
    }
  }

  async *entries(folder: string): AsyncGenerator<SinkEntry> {
    const prefix = folder === "" ? "" : `${folder}/`;
    const seen = new Set<string>();
    for (const path of [...this.files.keys()].filter((name) => name.startsWith(prefix))) {
      const [name, ...deeper] = path.slice(prefix.length).split("/");
      if (seen.has(name!)) continue;
      seen.add(name!);
      yield { name: name!, kind: deeper.length > 0 ? "folder" : "file" };
    }
  }

  /** Nothing in memory survives a power cut. */
  async sync(): Promise<void> {}

  async list(folder = ""): Promise<string[]> {
    return [...this.files.keys()].filter((name) => folder === "" || name.startsWith(`${folder}/`)).sort();
  }
}

/** The parts in one buffer of its own. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
