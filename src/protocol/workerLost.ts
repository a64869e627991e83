import { isRefusedAllocation, NOT_LOADED, ZarrdropError, type ErrorDetails } from "../model/errors.ts";

/**
 * How a thread is lost. `silent`: it neither got on nor answered, or answered and did nothing. `disk`: it waited for a disk for longer
 * than disks need. `memory`: its memory was full. `not-loaded`: its script never ran. `refused`: the host
 * of the page does not let it run. `stopped`: any other end that nobody asked for.
 */
type Loss = "silent" | "disk" | "memory" | "not-loaded" | "refused" | "stopped";

const WORDS: Record<Loss, { message: string; advice: string }> = {
  silent: {
    message: "A background thread of the program got no further, and was ended.",
    advice:
      "Try again. If it happens at the same place, please report it: the program has a defect, or the file is damaged there.",
  },
  disk: {
    message: "A disk did not answer any more.",
    advice: "Check the disk, or the connection to it, then try again.",
  },
  memory: {
    message: "A background thread of the program ran out of memory.",
    advice: "Try again with fewer workers or smaller chunks; close other programs and tabs to free memory.",
  },
  "not-loaded": NOT_LOADED,
  refused: {
    message: "The server of this page does not allow its background threads.",
    advice:
      "Whoever runs the server finds in docs/deploy.md of Zarrdrop what its Content-Security-Policy has to allow (worker-src 'self' blob:).",
  },
  stopped: {
    message: "A background thread of the program stopped.",
    advice: "Try again. If it happens again, use fewer workers, and close other programs and tabs to free memory.",
  },
};

/** The error for a thread that is gone, whatever it was for: `worker-lost`. `technical`: what the platform said of it. */
export function workerLost(loss: Loss, technical: string): ZarrdropError {
  const { message, advice } = WORDS[loss];
  return new ZarrdropError("worker-lost", message, { advice, technical });
}

/** The same for an error that a thread threw at nobody: `code` is Node's word for it, if it has one. */
export function lostByError(error: Error): ZarrdropError {
  const isMemory = ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") || isRefusedAllocation(error);
  return workerLost(isMemory ? "memory" : "stopped", error.stack ?? error.message);
}

/** The error of a job of which the same part lost two threads. `where`: the part, in words that follow "at". */
export function lostTwice(first: ZarrdropError, second: ZarrdropError, where: string): ZarrdropError {
  const details: ErrorDetails = {
    ...second.details,
    safe: "What was written is kept: the same conversion goes on from there.",
    technical: [first, second].map(({ details: { technical } }) => technical ?? "").join("\n"),
  };
  return new ZarrdropError("worker-lost", `${second.message} It happened twice at ${where}.`, details);
}
