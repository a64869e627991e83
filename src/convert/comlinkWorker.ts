import { type Endpoint, proxy, type Remote, wrap } from "comlink";
import type { SpawnedWorker } from "./workerPool.ts";
import type { UnitWorkerApi } from "./unitWorker.ts";

/** A pool member behind a Comlink endpoint: a `Worker` of the page, or a thread of Node through Comlink's adapter. */
export function workerBehind(endpoint: Endpoint, lost: Promise<never>, terminate: () => void): SpawnedWorker {
  const remote: Remote<UnitWorkerApi> = wrap<UnitWorkerApi>(endpoint);
  // Nobody may be waiting when the thread dies.
  lost.catch(() => {});
  return {
    api: {
      open: (job, workers, onProgress) => remote.open(job, workers, proxy(onProgress)),
      run: (unit) => remote.run(unit),
      verify: (output, checks) => remote.verify(output, checks),
      cancel: () => remote.cancel(),
      close: () => remote.close(),
    },
    lost,
    terminate,
  };
}
