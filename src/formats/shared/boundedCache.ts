/** Values by key, bounded by the sum of their sizes; the least recently used go first. */
export class BoundedCache<Key, Value> {
  readonly #capacity: number;
  readonly #sizeOf: (value: Value) => number;
  #used = 0;
  /** Insertion order is the order of use. */
  readonly #values = new Map<Key, Value>();

  /** `capacity` in the unit of `sizeOf`. */
  constructor(capacity: number, sizeOf: (value: Value) => number) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** Keeps a value under a key that has none yet; not one that would take more than half of all room. */
  put(key: Key, value: Value): void {
    const size = this.#sizeOf(value);
    if (size > this.#capacity / 2 || this.#values.has(key)) return;
    this.#values.set(key, value);
    this.#used += size;
    for (const [oldest, dropped] of this.#values) {
      if (this.#used <= this.#capacity) return;
      this.#values.delete(oldest);
      this.#used -= this.#sizeOf(dropped);
    }
  }

  clear(): void {
    this.#values.clear();
    this.#used = 0;
  }
}
