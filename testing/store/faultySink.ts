import type { Sink, SinkEntry } from "../../src/store/sink.ts";

/** What goes wrong with one operation. */
export type Fault = "quota" | "permission" | "generic" | "short write" | "empty file" | "write then throw";

const ERRORS: Record<Fault, () => Error> = {
  quota: () => new DOMException("full", "QuotaExceededError"),
  permission: () => new DOMException("withdrawn", "NotAllowedError"),
  generic: () => new Error("broken"),
  "short write": () => new Error("never thrown"),
  "empty file": () => new DOMException("full", "QuotaExceededError"),
  "write then throw": () => new Error("late"),
};

/** A sink whose n-th operation fails (counted from 0), or every one from the n-th on. Errors are the platform's own, untagged. */
export class FaultySink implements Sink {
  readonly #sink: Sink;
  readonly #fault: Fault;
  readonly #at: number;
  readonly #isLasting: boolean;
  operations = 0;

  constructor(sink: Sink, fault: Fault, at: number, isLasting: boolean) {
    this.#sink = sink;
    this.#fault = fault;
    this.#at = at;
    this.#isLasting = isLasting;
  }

  /** True when the operation that this is has to fail. */
  #fails(): boolean {
    const number = this.operations++;
    return this.#isLasting ? number >= this.#at : number === this.#at;
  }

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    if (!this.#fails()) return this.#sink.write(path, parts, signal);
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.#fault === "short write") return this.#sink.write(path, cut(parts, Math.floor(bytes / 2)), signal);
    if (this.#fault === "empty file") await this.#sink.write(path, [], signal);
    if (this.#fault === "write then throw") await this.#sink.write(path, parts, signal);
    throw ERRORS[this.#fault]();
  }

  async read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#fails() && this.#fault !== "short write") throw ERRORS[this.#fault]();
    return this.#sink.read(path, range);
  }

  async size(path: string): Promise<number | null> {
    if (this.#fails() && this.#fault !== "short write") throw ERRORS[this.#fault]();
    return this.#sink.size(path);
  }

  async remove(path: string): Promise<void> {
    if (this.#fails() && this.#fault !== "short write") {
      if (this.#fault === "write then throw") await this.#sink.remove(path);
      throw ERRORS[this.#fault]();
    }
    return this.#sink.remove(path);
  }

  async list(folder?: string): Promise<string[]> {
    if (this.#fails() && this.#fault !== "short write") throw ERRORS[this.#fault]();
    return this.#sink.list(folder);
  }

  async *entries(folder: string): AsyncGenerator<SinkEntry> {
    if (this.#fails() && this.#fault !== "short write") throw ERRORS[this.#fault]();
    yield* this.#sink.entries(folder);
  }

  async sync(paths: Iterable<string>): Promise<void> {
    if (this.#fails() && this.#fault !== "short write") throw ERRORS[this.#fault]();
    return this.#sink.sync(paths);
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
