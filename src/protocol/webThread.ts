import type { Thread } from "./watchedWorker.ts";
import { lostByError, workerLost } from "./workerLost.ts";

/** True once a policy refused to start a thread of this page or worker: that a script did not load has another reason then. Null: nobody listens. */
let isRefused: boolean | null = null;

/** From the first thread on; the policy's event comes in a later turn. This module is loaded in Node too, where there are none. */
function listenForRefusal(): void {
  if (isRefused !== null) return;
  isRefused = false;
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
    isRefused ||= effectiveDirective === "worker-src";
  });
}

/** A worker of the page, or of another worker. */
export function webThread(worker: Worker): Thread {
  listenForRefusal();
  return {
    endpoint: worker,
    onLost: (tell) => {
      worker.addEventListener("error", (event) => {
        // Otherwise it goes on to whoever started this thread, as an error of this one.
        event.preventDefault();
        // What a script throws comes with words; a script that is not there, or not of our origin, with a bare event.
        const isThrown = event instanceof ErrorEvent && event.message !== "";
        if (isThrown) tell(lostByError(errorOf(event)));
        // The policy's own event may come after this one.
        else setTimeout(() => tell(neverRan()));
      });
      worker.addEventListener("messageerror", () => tell(workerLost("stopped", "An answer could not be read.")));
    },
    // Its script stops at once. What it had asked of the file system may still be carried out: see `convert/coordinator/poolMember.ts`.
    terminate: async () => worker.terminate(),
  };
}

function neverRan() {
  return isRefused === true
    ? workerLost("refused", "A content security policy has no blob: among its worker-src.")
    : workerLost("not-loaded", "The script of the thread could not be loaded.");
}

function errorOf({ error, message, filename, lineno }: ErrorEvent): Error {
  return error instanceof Error ? error : new Error(`${message} (${filename}:${lineno})`);
}
