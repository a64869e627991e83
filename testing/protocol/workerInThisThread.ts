import type { Remote } from "comlink";
import type { ZarrdropError } from "../../src/model/errors.ts";
import { workerLost } from "../../src/protocol/workerLost.ts";
import type { WatchedWorker } from "../../src/protocol/watchedWorker.ts";

/** A worker that is none: its interface is called here. It is lost when the test says so. */
export type WorkerInThisThread<Api> = WatchedWorker<Api> & {
  lose(): void;
  /** From now on it comes to nothing that is sent to it. */
  block(): void;
  isTerminated: boolean;
};

/** Stands for a worker that serves `api`, without a thread; ended or lost, its calls fail as those of a real one. */
export function workerInThisThread<Api extends object>(api: Api): WorkerInThisThread<Api> {
  let fail: (error: ZarrdropError) => void = () => {};
  let isBlocked = false;
  const lost = new Promise<never>((_, reject) => (fail = reject));
  lost.catch(() => {});
  const worker: WorkerInThisThread<Api> = {
    // The same functions, which give promises as those of another thread do.
    api: new Proxy(api, {
      get:
        (target, name) =>
        async (...given: unknown[]) =>
          (Reflect.get(target, name) as (...given: unknown[]) => unknown)(...given),
    }) as Remote<Api>,
    lost,
    reach: () => {
      const isReached = !isBlocked;
      return () => isReached;
    },
    terminate: async () => void (worker.isTerminated = true),
    lose: () => fail(workerLost("silent", "lost by the test")),
    block: () => (isBlocked = true),
    isTerminated: false,
  };
  return worker;
}
