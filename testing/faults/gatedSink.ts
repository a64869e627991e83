import type { Sink, SinkEntry } from "../../src/store/sink.ts";
import type { Act, Gate, OperationKind } from "./gate.ts";

/** A sink whose operations go through a gate, for tests that need no whole engine. Failures are the platform's own, untagged. */
export class GatedSink implements Sink {
  readonly #sink: Sink;
  readonly #gate: Gate;

  constructor(sink: Sink, gate: Gate) {
    this.#sink = sink;
    this.#gate = gate;
  }

  write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#ask("write", path, (share) => this.#sink.write(path, cut(parts, Math.floor(bytes * share)), signal));
  }

  read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ask("read", path, () => this.#sink.read(path, range));
  }

  size(path: string): Promise<number | null> {
    return this.#ask("look", path, () => this.#sink.size(path));
  }

  remove(path: string): Promise<void> {
    return this.#ask("remove", path, () => this.#sink.remove(path));
  }

  list(folder = ""): Promise<string[]> {
    return this.#ask("list", folder, () => this.#sink.list(folder));
  }

  async *entries(folder: string, isThere?: boolean): AsyncGenerator<SinkEntry> {
    yield* await this.#ask("list", folder, () => this.#sink.entries(folder, isThere));
  }

  sync(paths: Iterable<string>): Promise<void> {
    return this.#ask("sync", "", () => this.#sink.sync(paths));
  }

  async #ask<T>(kind: OperationKind, path: string, act: Act<T>): Promise<Awaited<T>> {
    return await this.#gate.pass({ kind, where: "destination", face: "page", path, thread: null }, act);
  }
}

function cut(parts: readonly Uint8Array<ArrayBuffer>[], bytes: number): Uint8Array<ArrayBuffer>[] {
  let left = bytes;
  return parts.map((part) => {
    const kept = part.slice(0, left);
    left -= kept.length;
    return kept;
  });
}
