import { ZarrdropError } from "../model/errors.ts";
import type { WatchedWorker } from "../protocol/watchedWorker.ts";

/** A call that a worker has not answered yet. */
type Call = {
  /** Whether the worker has come to it. */
  isBegun: () => boolean;
  /** False when nobody waits for it any more. */
  isWanted: () => boolean;
};

/** Milliseconds in which a worker that works for nobody any more has to let go. */
const PATIENCE = 1000;

/** A call is given up when so many workers were lost before they came to it: the program cannot be loaded. */
const MOST_LOST = 2;

/**
 * One worker for many callers, started when it is needed and again when it is lost. What it was doing then is found out: a call that it
 * had not come to is made again, the only one under way fails, and of several each is made again alone, the latest first, until the one that
 * loses a worker again is known. That one fails with `worker-lost`; all others get their answers, and what is called meanwhile waits.
 */
export class LastingWorker<Api> {
  readonly #start: () => WatchedWorker<Api>;
  readonly #patience: number;
  #worker: WatchedWorker<Api> | null = null;
  #underWay = new Set<Call>();
  /** Calls that are made again, each alone. */
  readonly #held: (() => Promise<void>)[] = [];
  #quarantine: Promise<void> | null = null;

  constructor(start: () => WatchedWorker<Api>, patience = PATIENCE) {
    this.#start = start;
    this.#patience = patience;
  }

  /**
   * Makes a call, again if that has to be. After the abort of `signal` the outcome does not matter to anybody; a worker
   * that is busy with nothing else, and does not answer, is ended then.
   * @throws those of the call; `worker-lost`; `cancelled`
   */
  async call<Result>(work: (worker: WatchedWorker<Api>) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    while (this.#quarantine !== null) await this.#quarantine;
    try {
      return await this.#once(work, signal);
    } catch (thrown) {
      return await this.#again(thrown, work, signal, 1);
    }
  }

  /** What to do about a failed call. `lost`: how many workers it has lost. */
  async #again<Result>(
    thrown: unknown,
    work: (worker: WatchedWorker<Api>) => Promise<Result>,
    signal: AbortSignal | undefined,
    lost: number,
  ): Promise<Result> {
    if (!(thrown instanceof Lost)) throw thrown;
    if (signal?.aborted === true) throw new ZarrdropError("cancelled", "Stopped.");
    if (thrown.isToBlame || lost > MOST_LOST) throw thrown.error;
    try {
      return await this.#alone(() => this.#once(work, signal));
    } catch (again) {
      return this.#again(again, work, signal, lost + 1);
    }
  }

  async #once<Result>(work: (worker: WatchedWorker<Api>) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const worker = this.#current();
    const call: Call = { isBegun: worker.reach(), isWanted: () => signal?.aborted !== true };
    this.#underWay.add(call);
    const underWay = this.#underWay;
    const lost = worker.lost.catch((error: ZarrdropError) => {
      const isSuspect = ({ isBegun }: Call): boolean => isBegun();
      throw new Lost(error, isSuspect(call) && [...underWay].filter(isSuspect).length === 1);
    });
    const onAbort = (): void => this.#endIfVain(worker, call);
    signal?.addEventListener("abort", onAbort, { once: true });
    const settled = work(worker);
    try {
      return await Promise.race([settled, lost]);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      settled.catch(() => {});
      // Not after a loss: then the others still ask who was under way with them.
      if (this.#worker === worker) underWay.delete(call);
    }
  }

  #current(): WatchedWorker<Api> {
    if (this.#worker !== null) return this.#worker;
    const worker = this.#start();
    this.#worker = worker;
    this.#underWay = new Set();
    worker.lost.catch(() => this.#drop(worker));
    return worker;
  }

  #drop(worker: WatchedWorker<Api>): void {
    if (this.#worker === worker) this.#worker = null;
    void worker.terminate();
  }

  /** Ends a worker after a while that does not let go of a call that was cancelled, if it has nothing else to do. */
  #endIfVain(worker: WatchedWorker<Api>, call: Call): void {
    const underWay = this.#underWay;
    const isFree = worker.reach();
    setTimeout(() => {
      const isBusy = underWay.has(call) && !isFree();
      if (this.#worker !== worker || !isBusy || [...underWay].some(({ isWanted }) => isWanted())) return;
      this.#drop(worker);
    }, this.#patience);
  }

  /** Has a call made when no other is under way. */
  #alone<Result>(call: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#held.push(() => call().then(resolve, reject));
      this.#quarantine ??= this.#releaseHeld();
    });
  }

  async #releaseHeld(): Promise<void> {
    // All calls that the lost worker had hear of it first.
    await new Promise((resolve) => setTimeout(resolve));
    for (let next = this.#held.pop(); next !== undefined; next = this.#held.pop()) await next();
    this.#quarantine = null;
  }
}

/** Tells the end of a worker from errors that calls had. */
class Lost extends Error {
  readonly error: ZarrdropError;
  /** The worker was busy with this call and no other. */
  readonly isToBlame: boolean;

  constructor(error: ZarrdropError, isToBlame: boolean) {
    super(error.message);
    this.error = error;
    this.isToBlame = isToBlame;
  }
}
