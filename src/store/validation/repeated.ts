/** Those of a list that stood in it before, with their places. */
export function* repeated<T>(list: Iterable<T>): Generator<[number, T], void> {
  const seen = new Set<T>();
  let at = 0;
  for (const item of list) {
    if (seen.has(item)) yield [at, item];
    seen.add(item);
    at++;
  }
}
