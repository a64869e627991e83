import { proxy } from "comlink";
import { type Thread, type WatchOptions, watchWorker } from "../../protocol/watchedWorker.ts";
import type { UnitWorkerApi } from "../worker/unitWorker.ts";
import type { SpawnedWorker } from "./workerPool.ts";

/** A pool member in a thread of its own, under watch. */
export function workerIn(thread: Thread, options: WatchOptions = {}): SpawnedWorker {
  const { api, lost, terminate } = watchWorker<UnitWorkerApi>(thread, options);
  return {
    api: {
      prepare: () => api.prepare(),
      firstLook: (job) => api.firstLook(job),
      lookAgain: (job, some) => api.lookAgain(job, some),
      open: (job, listener) => api.open(job, proxy(listener)),
      run: (unit) => api.run(unit),
      compare: (output, request, isAnew) => api.compare(output, request, isAnew),
      verify: (output, checks) => api.verify(output, checks),
      cancel: () => api.cancel(),
      close: () => api.close(),
    },
    lost,
    terminate,
  };
}
