import { throwIfAborted } from "./abort.ts";

/** Looking at files and reading small ones costs mostly waiting: so many at a time when nothing is said. */
const SMALL_CALLS = 16;

/** How many things are under way at a time, and what stops them. */
export type AtOnce = { atOnce?: number; signal?: AbortSignal | undefined };

/**
 * Does something for each item, several at a time, taking the next item when one is done. After a failure no item is
 * begun, those under way are waited for (nothing may be written to a target whose owner was told), and the first
 * failure is the outcome.
 * @throws those of `work`; `cancelled`
 */
export async function forEachAtOnce<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
  { atOnce = SMALL_CALLS, signal }: AtOnce = {},
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { thrown: unknown } | null = null;
  const lane = async (): Promise<void> => {
    while (failure === null) {
      try {
        throwIfAborted(signal);
        const next = iterator.next();
        if (next.done === true) return;
        await work(next.value);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  // Set by one of the lanes, which the compiler does not follow.
  const failed = failure as { thrown: unknown } | null;
  if (failed !== null) throw failed.thrown;
}

/** The results for all items in their order; as `forEachAtOnce`. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  limits: AtOnce = {},
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  await forEachAtOnce(items.entries(), async ([index, item]) => void (results[index] = await work(item)), limits);
  return results;
}

/** The results for all items in their order as they come, up to `ahead` of them under way before the one that is waited for. */
export async function* mapAhead<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const queue: Promise<Result>[] = [];
  for (const item of items) {
    const promise = work(item);
    // Awaited below; until then a failure must not count as unhandled.
    promise.catch(() => {});
    queue.push(promise);
    if (queue.length > ahead) yield await queue.shift()!;
  }
  for (const promise of queue) yield await promise;
}
