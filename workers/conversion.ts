import { expose } from "comlink";
import { ownScript } from "../src/browser/ownScripts.ts";
import { workerBehind } from "../src/convert/comlinkWorker.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { TokenTable } from "../src/protocol/abortTokens.ts";
import type { ConversionApi } from "../src/protocol/api.ts";

/** Pool members are workers of this worker: the page's thread has no part in a conversion. */
function spawnUnitWorker() {
  const worker = new Worker(ownScript(new URL(self.location.href)), { type: "module", name: "unit" });
  const lost = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      reject(
        new ZarrdropError("worker-lost", "A background thread of the page stopped.", {
          advice: "Try again with fewer workers or smaller chunks; close other tabs to free memory.",
          technical: `${event.message} (${event.filename}:${event.lineno})`,
        }),
      );
    });
  });
  return workerBehind(worker, lost, () => worker.terminate());
}

/** Makes this worker the coordinator of conversions. */
export function answerConversion(): void {
  const tokens = new TokenTable();
  const api: ConversionApi = {
    convert: (job, token, onEvent) =>
      tokens.run(token, async (signal) => {
        // Not needed to look at files: it is fetched when there is something to convert.
        const { convert } = await import("../src/convert/convert.ts");
        return convert(job, { spawn: spawnUnitWorker, cores: navigator.hardwareConcurrency, signal, onEvent });
      }),
    putBack: async (destination, storeName, onWait) => {
      const { putBackStore } = await import("../src/convert/putBackStore.ts");
      return putBackStore(destination, storeName, onWait);
    },
    cancel: (token) => tokens.cancel(token),
  };
  expose(api);
}
