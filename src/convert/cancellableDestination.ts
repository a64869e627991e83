import { throwIfAborted } from "../bytes/abort.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { DestinationFolder, Moving } from "../store/destination/destinationFolder.ts";
import type { DestinationFiles, Sink } from "../store/sink.ts";

/** How long a destination may take to answer when its job is cancelled: a healthy one is left in order, a dead one is left. */
const PATIENCE_MILLISECONDS = 2000;

/**
 * The destination of a job, which a job that was cancelled does not wait for: a drive that is asleep or gone, a share without a network
 * may never answer. What is asked of it is given up two seconds after the job was cancelled (`cancelled`), and what was given up
 * begins nothing new when it comes to itself later. `end` belongs to the job's end.
 */
export class CancellableDestination {
  readonly folder: DestinationFolder;
  readonly #signal: AbortSignal | undefined;
  readonly #givenUp = new AbortController();
  /** Of what was asked for and not answered yet. */
  readonly #waiting = new Set<(error: ZarrdropError) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(folder: DestinationFolder, signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (signal?.aborted === true) this.#onAbort();
    this.folder = this.#wrapped(folder);
  }

  end(): void {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    clearTimeout(this.#timer);
  }

  readonly #onAbort = (): void => {
    this.#timer = setTimeout(() => {
      this.#givenUp.abort(this.#signal?.reason);
      for (const giveUp of this.#waiting) giveUp(new ZarrdropError("cancelled", "Stopped.", {}, this.#signal?.reason));
    }, PATIENCE_MILLISECONDS);
  };

  #ask<Result>(call: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      // Not even asked for then: whoever gave up has gone.
      throwIfAborted(this.#givenUp.signal);
      this.#waiting.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** For writers that look at a signal before each of their steps. */
  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#givenUp.signal : AbortSignal.any([signal, this.#givenUp.signal]);
  }

  #wrapped(folder: DestinationFolder): DestinationFolder {
    return {
      names: () => this.#ask(() => folder.names()),
      kindOf: (name) => this.#ask(() => folder.kindOf(name)),
      sink: async (name) => this.#sink(await this.#ask(() => folder.sink(name))),
      besideStores: async () => this.#files(await this.#ask(() => folder.besideStores())),
      removeEmpty: (name) => this.#ask(() => folder.removeEmpty(name)),
      sync: () => this.#ask(() => folder.sync()),
      lockHolder: () => this.#ask(() => folder.lockHolder()),
      moving: this.#moving(folder.moving),
    };
  }

  #moving(moving: Moving): Moving {
    return moving.kind === "rename"
      ? { kind: "rename", rename: (from, to) => this.#ask(() => moving.rename(from, to)) }
      : {
          kind: "copy",
          copyFile: (from, to, path, signal) => this.#ask(() => moving.copyFile(from, to, path, this.#either(signal))),
        };
  }

  #files(files: DestinationFiles): DestinationFiles {
    return {
      write: (path, parts, signal) => this.#ask(() => files.write(path, parts, this.#either(signal))),
      read: (path, range) => this.#ask(() => files.read(path, range)),
      size: (path) => this.#ask(() => files.size(path)),
      remove: (path) => this.#ask(() => files.remove(path)),
      sync: (paths) => this.#ask(() => files.sync(paths)),
    };
  }

  #sink(sink: Sink): Sink {
    return {
      ...this.#files(sink),
      list: (folder) => this.#ask(() => sink.list(folder)),
      entries: (folder) => this.#each(sink.entries(folder)),
    };
  }

  async *#each<Entry>(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
    const iterator = entries[Symbol.asyncIterator]();
    let isDone = false;
    try {
      for (;;) {
        const next = await this.#ask(() => iterator.next());
        isDone = next.done === true;
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      // Left early: the folder is closed. One that does not answer is not waited for.
      if (!isDone) void iterator.return?.().catch(() => {});
    }
  }
}
