import { Worker } from "node:worker_threads";
import { workerBehind } from "../src/convert/comlinkWorker.ts";
import type { SpawnedWorker } from "../src/convert/workerPool.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { threadEndpoint } from "./threadEndpoint.ts";

/** A thread for the engine's pool; its code lies beside this bundle (`cli/run.mjs` builds both). */
export function spawnUnitWorker(): SpawnedWorker {
  const worker = new Worker(new URL("./unitWorker.js", import.meta.url));
  const lost = new Promise<never>((_, reject) => {
    const fail = (technical: string): void => {
      reject(
        new ZarrdropError("worker-lost", "A thread stopped.", {
          advice: "Try again with fewer workers or smaller chunks.",
          technical,
        }),
      );
    };
    worker.on("error", (error) => fail(error.stack ?? error.message));
    worker.on("exit", (code) => fail(`exit code ${code}`));
  });
  return workerBehind(threadEndpoint(worker), lost, () => void worker.terminate());
}
