import { Worker } from "node:worker_threads";
import { workerIn } from "../../convert/coordinator/comlinkWorker.ts";
import type { SpawnWorker } from "../../convert/coordinator/workerPool.ts";
import { nodeThread } from "./nodeThread.ts";

/**
 * What a thread's short-lived objects may take: pixels are not among them, and what Node gives them (48 MiB) is mostly not collected before it
 * is full.
 */
const YOUNG_MEBIBYTES = 3;

/** A thread for the engine's pool; its code lies beside this bundle (the builds make both). */
export const spawnUnitWorker: SpawnWorker = (onWaiting) =>
  workerIn(
    nodeThread(
      new Worker(new URL("./nodeUnitWorker.js", import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTES },
      }),
    ),
    { onWaiting },
  );
