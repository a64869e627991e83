import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import type { PlacedJob } from "./placedJob.ts";
import type { UnitResult } from "./unitRunner.ts";
import type { UnitWorkerApi } from "./unitWorker.ts";
import type { WorkUnit } from "./workUnit.ts";

/** A thread that runs `createUnitWorker()`, however the platform makes one. */
export type SpawnedWorker = {
  api: UnitWorkerApi;
  /** Rejects when the thread dies; never resolves. */
  lost: Promise<never>;
  terminate(): void;
};

export type SpawnWorker = () => SpawnedWorker;

/**
 * The threads of one job. Units are handed out one at a time, in order, to whoever is free; the first failure stops all.
 */
export class WorkerPool {
  private readonly workers: SpawnedWorker[];
  private readonly signal: AbortSignal;

  private constructor(workers: SpawnedWorker[], signal: AbortSignal) {
    this.workers = workers;
    this.signal = signal;
  }

  static async open(
    job: PlacedJob,
    spawn: SpawnWorker,
    count: number,
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ): Promise<WorkerPool> {
    const pool = new WorkerPool(
      Array.from({ length: count }, () => spawn()),
      signal,
    );
    try {
      await pool.onEach((worker) => worker.api.open(job, count, onProgress));
    } catch (thrown) {
      pool.terminate();
      throw thrown;
    }
    return pool;
  }

  /** Runs all units; resolves when the last is on disk. Errors: the first that any unit had. */
  async run(units: readonly WorkUnit[], onResult: (result: UnitResult) => Promise<void> | void): Promise<void> {
    let next = 0;
    let failure: ZarrdropError | null = null;
    const work = async (worker: SpawnedWorker): Promise<void> => {
      while (next < units.length && failure === null && !this.signal.aborted) {
        const unit = units[next++]!;
        await onResult(await Promise.race([worker.api.run(unit), worker.lost]));
      }
    };
    await Promise.all(
      this.workers.map(async (worker) => {
        try {
          await this.orAborted(work(worker));
        } catch (thrown) {
          // The others would go on with their units for nothing: they are told to stop, and the first failure is the one that counts.
          failure ??= asZarrdropError(thrown);
          await this.cancelAll();
        }
      }),
    );
    if (this.signal.aborted) throw new ZarrdropError("cancelled", "Stopped.", {}, this.signal.reason);
    if (failure !== null) throw failure as ZarrdropError;
  }

  /** Cuts a list into one part per worker and has all parts done at once; what the workers gave back, by worker. */
  async share<Item, Result>(
    items: readonly Item[],
    call: (worker: SpawnedWorker, part: Item[]) => Promise<Result>,
  ): Promise<Result[]> {
    const count = this.workers.length;
    return Promise.all(
      this.workers.slice(0, items.length).map((worker, at) => {
        const part = items.filter((_, index) => index % count === at);
        return this.orAborted(Promise.race([call(worker, part), worker.lost]));
      }),
    );
  }

  /** Calls every worker at once. */
  async onEach<Result>(call: (worker: SpawnedWorker) => Promise<Result>): Promise<Result[]> {
    return Promise.all(this.workers.map((worker) => this.orAborted(Promise.race([call(worker), worker.lost]))));
  }

  /** Ends the threads, whatever they do. */
  terminate(): void {
    for (const worker of this.workers) worker.terminate();
  }

  private async cancelAll(): Promise<void> {
    await Promise.all(
      this.workers.map((worker) => Promise.race([worker.api.cancel(), worker.lost]).catch(() => undefined)),
    );
  }

  private orAborted<Result>(promise: Promise<Result>): Promise<Result> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(new ZarrdropError("cancelled", "Stopped.", {}, signal.reason));
      };
      if (signal.aborted) onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
    });
  }
}
