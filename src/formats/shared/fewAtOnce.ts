/** Files read at the same time: opening one is waiting, not work; each may hold a few megabytes. */
const AT_ONCE = 4;

/**
 * Does something for each item, a few at a time, taking the next item when one is done. After a failure no item is begun, those under
 * way are waited for (nothing may be written to a target whose owner was told), and the first failure is the outcome.
 */
export async function fewAtOnce<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (!hasFailed) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
