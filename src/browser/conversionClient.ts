import { proxy } from "comlink";
import { ZarrdropError } from "../model/errors.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../plan/job.ts";
import type { DestinationReference } from "../model/references.ts";
import { callWithToken } from "../protocol/abortTokens.ts";
import type { ConversionApi, PutBack } from "../protocol/api.ts";
import type { WatchedWorker } from "../protocol/watchedWorker.ts";

/** Milliseconds in which a cancelled job must have put its files in order before its workers are ended. */
const PATIENCE = 10_000;

/** The conversion worker as the page sees it. One job at a time. */
export class ConversionClient {
  readonly #start: () => WatchedWorker<ConversionApi>;
  readonly #patience: number;
  #worker: WatchedWorker<ConversionApi> | null = null;
  /** Of the job under way. */
  #hold: (isHeld: boolean) => void = () => {};

  constructor(start: () => WatchedWorker<ConversionApi>, patience = PATIENCE) {
    this.#start = start;
    this.#patience = patience;
  }

  /** Has all started that a conversion needs. Never throws: what fails here is said when there is something to convert. */
  prepare(): void {
    const worker = this.#current();
    Promise.race([worker.api.prepare(), worker.lost]).catch(() => {});
  }

  /**
   * Runs a job. After an abort it settles when the worker has stopped writing, so that the next job may begin at once.
   * @throws those of the job; `cancelled`; `worker-lost`
   */
  async convert(
    job: ConversionJob,
    onEvent: (event: ConversionEvent) => void,
    signal: AbortSignal,
  ): Promise<ConversionReport> {
    if (signal.aborted) throw new ZarrdropError("cancelled", "Stopped.");
    const worker = this.#current();
    const token = crypto.randomUUID();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abandon: (error: ZarrdropError) => void = () => {};
    const abandoned = new Promise<never>((_, reject) => (abandon = reject));
    const stop = (): void => {
      void worker.api.cancel(token).catch(() => {});
      timer = setTimeout(() => {
        this.#drop(worker);
        abandon(new ZarrdropError("cancelled", "Stopped."));
      }, this.#patience);
    };
    signal.addEventListener("abort", stop, { once: true });
    this.#hold = (isHeld) => void worker.api.hold(token, isHeld).catch(() => {});
    try {
      return await Promise.race([worker.api.convert(job, token, proxy(onEvent)), worker.lost, abandoned]);
    } finally {
      clearTimeout(timer);
      this.#hold = () => {};
      signal.removeEventListener("abort", stop);
    }
  }

  /** Has the job under way rest after what its threads do at this moment, or go on. */
  hold(isHeld: boolean): void {
    this.#hold(isHeld);
  }

  /**
   * Takes back an append that was stopped; not while a job runs. `onWait` is told, in a sentence, what takes a while.
   * @throws those of the destination; `worker-lost`; `cancelled`
   */
  async putBack(
    destination: DestinationReference,
    storeName: string,
    onWait: (sentence: string) => void,
    signal: AbortSignal,
  ): Promise<PutBack> {
    const worker = this.#current();
    return callWithToken(
      signal,
      (token) => Promise.race([worker.api.putBack(destination, storeName, token, proxy(onWait)), worker.lost]),
      (token) => void worker.api.cancel(token).catch(() => {}),
    );
  }

  #current(): WatchedWorker<ConversionApi> {
    if (this.#worker !== null) return this.#worker;
    const worker = this.#start();
    this.#worker = worker;
    worker.lost.catch(() => this.#drop(worker));
    return worker;
  }

  #drop(worker: WatchedWorker<ConversionApi>): void {
    void worker.terminate();
    if (this.#worker === worker) this.#worker = null;
  }
}
