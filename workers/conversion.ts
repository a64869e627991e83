import { expose } from "comlink";
import { ownScript } from "../src/browser/ownScripts.ts";
import { workerIn } from "../src/convert/coordinator/comlinkWorker.ts";
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

/** Makes this worker the coordinator of conversions. */
export function answerConversion(): void {
  const tokens = new TokenTable();
  const api: ConversionApi = {
    convert: (job, token, onEvent) =>
      tokens.run(token, async (signal) => {
        // Not needed to look at files: it is fetched when there is something to convert.
        const { convert } = await whileWaiting("disk", import("../src/convert/coordinator/convert.ts"));
        return convert(job, { spawn: spawnUnitWorker, cores: navigator.hardwareConcurrency, signal, onEvent });
      }),
    putBack: (destination, storeName, token, onWait) =>
      tokens.run(token, async (signal) => {
        const { putBackStore } = await whileWaiting("disk", import("../src/convert/coordinator/putBackStore.ts"));
        return putBackStore(destination, storeName, { signal, onWait });
      }),
    cancel: (token) => tokens.cancel(token),
  };
  expose(api);
}
