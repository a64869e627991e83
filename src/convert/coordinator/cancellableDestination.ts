import { throwIfAborted } from "../../bytes/abort.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { type Intercept, interceptDestination } from "../../store/destination/interceptDestination.ts";

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
    const ask: Intercept = (call) => this.#ask(call);
    this.folder = interceptDestination(folder, { look: ask, change: ask, signal: (given) => this.#either(given) });
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
}
