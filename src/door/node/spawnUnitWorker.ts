import { Worker } from "node:worker_threads";
import { workerIn } from "../../convert/coordinator/comlinkWorker.ts";
import type { SpawnWorker } from "../../convert/coordinator/workerPool.ts";
import { nodeThread } from "./nodeThread.ts";

/** A thread for the engine's pool; its code lies beside this bundle (the builds make both). */
export const spawnUnitWorker: SpawnWorker = (onWaiting) =>
  workerIn(nodeThread(new Worker(new URL("./nodeUnitWorker.js", import.meta.url))), { onWaiting });
