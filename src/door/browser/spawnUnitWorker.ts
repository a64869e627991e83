import { workerIn } from "../../convert/coordinator/comlinkWorker.ts";
import type { SpawnWorker } from "../../convert/coordinator/workerPool.ts";
import { webThread } from "../../protocol/webThread.ts";

/** A worker for the engine's pool; its code lies beside this module in the package. Bundlers know a worker by just this expression. */
export const spawnUnitWorker: SpawnWorker = (onWaiting) => {
  const worker = new Worker(new URL("./browserUnitWorker.js", import.meta.url), { type: "module" });
  return workerIn(webThread(worker), { onWaiting });
};
