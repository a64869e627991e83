import { proxy } from "comlink";
import { ZarrdropError } from "../model/errors.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../plan/job.ts";
import type { DestinationReference } from "../model/references.ts";
import type { ConversionApi, PutBack } from "../protocol/api.ts";
import type { WorkerConnection } from "./workerConnection.ts";

/** Milliseconds in which a cancelled job must have put its files in order before its workers are ended. */
const PATIENCE = 10_000;

/** The conversion worker as the page sees it. One job at a time. */
export class ConversionClient {
  readonly #connect: () => WorkerConnection<ConversionApi>;
  readonly #patience: number;
  #connection: WorkerConnection<ConversionApi> | null = null;

  constructor(connect: () => WorkerConnection<ConversionApi>, patience = PATIENCE) {
    this.#connect = connect;
    this.#patience = patience;
  }

  /**
   * Runs a job. After an abort it settles when the worker has stopped writing, so that the next job may begin at once.
   * Errors: those of the job; `cancelled`; `worker-lost`.
   */
  async convert(
    job: ConversionJob,
    onEvent: (event: ConversionEvent) => void,
    signal: AbortSignal,
  ): Promise<ConversionReport> {
    if (signal.aborted) throw new ZarrdropError("cancelled", "Stopped.");
    const connection = (this.#connection ??= this.#connect());
    const token = crypto.randomUUID();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abandon: (error: ZarrdropError) => void = () => {};
    const abandoned = new Promise<never>((_, reject) => (abandon = reject));
    const stop = (): void => {
      void connection.api.cancel(token);
      timer = setTimeout(() => {
        this.#drop(connection);
        abandon(new ZarrdropError("cancelled", "Stopped."));
      }, this.#patience);
    };
    signal.addEventListener("abort", stop, { once: true });
    const lost = connection.lost.catch((error: unknown) => {
      this.#drop(connection);
      throw error;
    });
    try {
      return await Promise.race([connection.api.convert(job, token, proxy(onEvent)), lost, abandoned]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Takes back an append that was stopped; not while a job runs. Errors: those of the destination; `worker-lost`. */
  async putBack(
    destination: DestinationReference,
    storeName: string,
    onWait: (sentence: string) => void,
  ): Promise<PutBack> {
    const connection = (this.#connection ??= this.#connect());
    return Promise.race([connection.api.putBack(destination, storeName, proxy(onWait)), connection.lost]);
  }

  #drop(connection: WorkerConnection<ConversionApi>): void {
    connection.end();
    if (this.#connection === connection) this.#connection = null;
  }
}
