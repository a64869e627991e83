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

  /** Whether there is a value; that is no use of it. */
  has(key: Key): boolean {
    return this.#values.has(key);
  }

  /** Keeps a value under a key that has none yet; not one that would take more than half of all room. */
  put(key: Key, value: Value): void {
    if (this.#sizeOf(value) <= this.#capacity / 2 && !this.#values.has(key)) this.hold(key, value);
  }

  /** Keeps a value under a key that has none yet, whatever its size, at least until the next one comes: somebody is waiting for it. */
  hold(key: Key, value: Value): void {
    this.#values.set(key, value);
    this.#used += this.#sizeOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#used <= this.#capacity || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#used -= this.#sizeOf(value);
  }

  values(): Iterable<Value> {
    return this.#values.values();
  }

  clear(): void {
    this.#values.clear();
    this.#used = 0;
  }
}
