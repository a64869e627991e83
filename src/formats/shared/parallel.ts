/** Small metadata files that are read at once: opening a file costs waiting, not work. */
const AT_ONCE = 24;

/** Results for all items in their order, a bounded number under way at a time. The first failure is the outcome. */
export async function parallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
