import { asSinkError } from "./sinkErrors.ts";

/** Calls that a destination answers at once: asking for a size or a small read costs mostly waiting. */
const AT_ONCE = 16;

/** Does `work` for every item, several at once. Rejects with the first failure, `cancelled` when the signal says so. */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
  atOnce = AT_ONCE,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let isStopped = false;
  const lane = async (): Promise<void> => {
    while (!isStopped) {
      if (signal?.aborted === true) throw asSinkError(signal.reason, null, signal);
      const next = iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  const stopping = async (): Promise<void> => {
    try {
      await lane();
    } catch (thrown) {
      isStopped = true;
      throw thrown;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, stopping));
}
