import { ZarrdropError } from "../model/errors.ts";

/** Fails with `cancelled` when the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new ZarrdropError("cancelled", "Stopped.", {}, signal.reason);
}

/**
 * The promise's outcome, or `cancelled` as soon as the signal fires (at once, if it has). The work behind the promise goes on (a blob read cannot be
 * stopped, and a shared read has other listeners); nobody waits for it any more.
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(new ZarrdropError("cancelled", "Stopped.", {}, signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
