import type { Worker } from "node:worker_threads";
import type { Thread } from "../../protocol/watchedWorker.ts";
import { lostByError, workerLost } from "../../protocol/workerLost.ts";
import { threadEndpoint } from "./threadEndpoint.ts";

/** A thread of Node. */
export function nodeThread(worker: Worker): Thread {
  return {
    endpoint: threadEndpoint(worker),
    onLost: (tell) => {
      worker.on("error", (error) => tell(lostByError(error)));
      worker.on("messageerror", (error) => tell(workerLost("stopped", error.message)));
      worker.on("exit", (code) => tell(workerLost("stopped", `exit code ${code}`)));
    },
    // Resolves when what the thread had asked of the file system is done.
    terminate: async () => void (await worker.terminate()),
  };
}
