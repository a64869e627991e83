import { Worker } from "node:worker_threads";
import { workerIn } from "../src/convert/comlinkWorker.ts";
import type { SpawnWorker } from "../src/convert/workerPool.ts";
import { nodeThread } from "./nodeThread.ts";

/** A thread for the engine's pool; its code lies beside this bundle (`cli/run.mjs` builds both). */
export const spawnUnitWorker: SpawnWorker = (onWaiting) =>
  workerIn(nodeThread(new Worker(new URL("./unitWorker.js", import.meta.url))), { onWaiting });
