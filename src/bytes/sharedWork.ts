import { raceAbort } from "./abort.ts";

type Running<Result> = { result: Promise<Result>; stop: AbortController; waiting: number; isDone: boolean };

/**
 * Work that is done once for all who ask for its result, and kept. It is stopped when everybody who waited for it went away, and done anew
 * for the next who asks; so it is after a failure.
 */
export class SharedWork<Result> {
  readonly #work: (signal: AbortSignal) => Promise<Result>;
  #running: Running<Result> | null = null;

  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.#work = work;
  }

  /** @throws those of the work; `cancelled`, for this caller alone */
  async get(signal?: AbortSignal): Promise<Result> {
    const running = (this.#running ??= this.#begin());
    running.waiting++;
    try {
      return await raceAbort(running.result, signal);
    } finally {
      running.waiting--;
      if (running.waiting === 0 && !running.isDone) {
        this.#forget(running);
        running.stop.abort();
      }
    }
  }

  #begin(): Running<Result> {
    const stop = new AbortController();
    const running: Running<Result> = { result: this.#work(stop.signal), stop, waiting: 0, isDone: false };
    running.result.then(
      () => (running.isDone = true),
      () => this.#forget(running),
    );
    return running;
  }

  #forget(running: Running<Result>): void {
    if (this.#running === running) this.#running = null;
  }
}
