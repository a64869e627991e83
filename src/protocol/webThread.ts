import type { Thread } from "./watchedWorker.ts";
import { lostByError, workerLost } from "./workerLost.ts";

/** A worker of the page, or of another worker. */
export function webThread(worker: Worker): Thread {
  return {
    endpoint: worker,
    onLost: (tell) => {
      worker.addEventListener("error", (event) => {
        // Otherwise it goes on to whoever started this thread, as an error of this one.
        event.preventDefault();
        // What a script throws comes with words; a script that is not there, or not of our origin, with a bare event.
        const isThrown = event instanceof ErrorEvent && event.message !== "";
        tell(
          isThrown
            ? lostByError(errorOf(event))
            : workerLost("not-loaded", "The script of the thread could not be loaded."),
        );
      });
      worker.addEventListener("messageerror", () => tell(workerLost("stopped", "An answer could not be read.")));
    },
    // Its script stops at once. What it had asked of the file system may still be carried out: see `convert/coordinator/poolMember.ts`.
    terminate: async () => worker.terminate(),
  };
}

function errorOf({ error, message, filename, lineno }: ErrorEvent): Error {
  return error instanceof Error ? error : new Error(`${message} (${filename}:${lineno})`);
}
