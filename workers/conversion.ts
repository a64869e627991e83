import { expose } from "comlink";
import { ownScript } from "../src/browser/ownScripts.ts";
import { JobPause } from "../src/convert/coordinator/jobPause.ts";
import { workerIn } from "../src/convert/coordinator/comlinkWorker.ts";
import { ReadyThreads } from "../src/convert/coordinator/readyThreads.ts";
import type { SpawnWorker } from "../src/convert/coordinator/workerPool.ts";
import { whileWaiting } from "../src/model/lifeSigns.ts";
import { TokenTable } from "../src/protocol/abortTokens.ts";
import type { ConversionApi } from "../src/protocol/api.ts";
import { webThread } from "../src/protocol/webThread.ts";

/** Pool members are workers of this worker: the page's thread has no part in a conversion. */
const spawnUnitWorker: SpawnWorker = (onWaiting) => {
  const worker = new Worker(ownScript(new URL(self.location.href)), { type: "module", name: "unit" });
  return workerIn(webThread(worker), { onWaiting });
};

/** Threads that are made ready for a job that may come: each takes some 30 MiB, and more than these are quickly made when they are needed. */
const MOST_READY = 4;

/** Makes this worker the coordinator of conversions. */
export function answerConversion(): void {
  const tokens = new TokenTable();
  const pauses = new Map<string, JobPause>();
  const threads = new ReadyThreads(spawnUnitWorker);
  // Not needed to look at files: it is fetched when there is something to convert.
  const coordinator = () => whileWaiting("disk", import("../src/convert/coordinator/convert.ts"));
  const api: ConversionApi = {
    prepare: async () => {
      await Promise.all([coordinator(), threads.prepare(Math.min(MOST_READY, navigator.hardwareConcurrency))]);
    },
    convert: (job, token, onEvent) =>
      tokens.run(token, async (signal) => {
        const pause = new JobPause();
        pauses.set(token, pause);
        try {
          const { convert } = await coordinator();
          return await convert(job, {
            spawn: threads.take,
            cores: navigator.hardwareConcurrency,
            signal,
            onEvent,
            pause,
          });
        } finally {
          pauses.delete(token);
        }
      }),
    hold: (token, isHeld) => pauses.get(token)?.hold(isHeld),
    putBack: (destination, storeName, token, onWait) =>
      tokens.run(token, async (signal) => {
        const { putBackStore } = await whileWaiting("disk", import("../src/convert/coordinator/putBackStore.ts"));
        return putBackStore(destination, storeName, { signal, onWait });
      }),
    cancel: (token) => tokens.cancel(token),
  };
  expose(api);
}
