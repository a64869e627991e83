import type { Lend } from "../codecs/codec.ts";
import type { ReadRange, Sink, SinkEntry } from "./sink.ts";
import { asSinkError } from "./sinkErrors.ts";

/** A sink of another program, held to what is promised of sinks: whatever it fails with is tagged. */
export class TaggedSink implements Sink {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    return tagged(path, () => this.#sink.write(path, parts, signal), signal);
  }

  read(path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array<ArrayBuffer> | null> {
    return tagged(path, () => this.#sink.read(path, range, lend));
  }

  size(path: string): Promise<number | null> {
    return tagged(path, () => this.#sink.size(path));
  }

  remove(path: string): Promise<void> {
    return tagged(path, () => this.#sink.remove(path));
  }

  list(folder?: string): Promise<string[]> {
    return tagged(folder ?? null, () => this.#sink.list(folder));
  }

  async *entries(folder: string, isThere?: boolean): AsyncGenerator<SinkEntry, void, void> {
    try {
      yield* this.#sink.entries(folder, isThere);
    } catch (thrown) {
      throw asSinkError(thrown, folder);
    }
  }

  sync(paths: Iterable<string>): Promise<void> {
    return tagged(null, () => this.#sink.sync(paths));
  }
}

async function tagged<Result>(path: string | null, call: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await call();
  } catch (thrown) {
    throw asSinkError(thrown, path, signal);
  }
}
