import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";

/** How far a read is. */
export type Answer<Value> = { value: Value | undefined; error: ZarrdropError | null; isReading: boolean };

/** Something to be read. Two with the same owner and key are the same. */
export type Read<Value> = {
  /** What it is read of: what was read is kept as long as this object, and goes with it. */
  owner: object;
  key: string;
  read: (signal: AbortSignal) => Promise<Value>;
  /** Gives a value back that is not to be kept: when nobody looks at it any more. */
  release?: (value: Value) => void;
};

/** Nothing was read yet. */
export const UNREAD: Answer<never> = { value: undefined, error: null, isReading: false };

type Entry<Value> = { answer: Answer<Value>; controller: AbortController; watchers: Set<() => void> };

/**
 * What is read for being shown, and for nothing else. It is read once, when somebody looks at it first, and no further when nobody does any more.
 * What failed is tried again for who looks next.
 */
export class Reads {
  readonly #entries = new WeakMap<object, Map<string, Entry<unknown>>>();

  /** What is known: the same object until that changes. */
  get<Value>({ owner, key }: Read<Value>): Answer<Value> {
    return this.#entry<Value>(owner, key)?.answer ?? UNREAD;
  }

  /** Has it read, and calls `watcher` at every change of its answer; the result ends that. */
  watch<Value>(read: Read<Value>, watcher: () => void): () => void {
    const { owner, key } = read;
    const entry = this.#entry<Value>(owner, key) ?? this.#newEntry<Value>(owner, key);
    if (entry.answer.value === undefined && !entry.answer.isReading) begin(entry, read);
    entry.watchers.add(watcher);
    return () => {
      entry.watchers.delete(watcher);
      const { value, isReading } = entry.answer;
      if (entry.watchers.size > 0 || (!isReading && read.release === undefined)) return;
      this.#entries.get(owner)?.delete(key);
      entry.controller.abort();
      if (value !== undefined) read.release?.(value);
    };
  }

  /** Tries what failed again, for those who look at it. */
  again<Value>(read: Read<Value>): void {
    const entry = this.#entry<Value>(read.owner, read.key);
    if (entry !== undefined && entry.answer.error !== null) begin(entry, read);
  }

  /**
   * The value, once.
   * @throws those of the read; `cancelled`
   */
  async ask<Value>(read: Read<Value>, signal: AbortSignal): Promise<Value> {
    if (signal.aborted) throw asZarrdropError(signal.reason);
    let end: () => void = () => {};
    const answered = new Promise<Value>((resolve, reject) => {
      const look = (): void => {
        const { value, error } = this.get(read);
        if (error !== null) reject(error);
        else if (value !== undefined) resolve(value);
      };
      signal.addEventListener("abort", () => reject(asZarrdropError(signal.reason)), { once: true });
      end = this.watch(read, look);
      look();
    });
    return answered.finally(end);
  }

  /** Whoever asks by a key gets what was read under it: only a `Read` puts it there. */
  #entry<Value>(owner: object, key: string): Entry<Value> | undefined {
    return this.#entries.get(owner)?.get(key) as Entry<Value> | undefined;
  }

  #newEntry<Value>(owner: object, key: string): Entry<Value> {
    const entry: Entry<Value> = { answer: UNREAD, controller: new AbortController(), watchers: new Set() };
    const ofOwner = this.#entries.get(owner) ?? new Map<string, Entry<unknown>>();
    this.#entries.set(owner, ofOwner);
    ofOwner.set(key, entry);
    return entry;
  }
}

function begin<Value>(entry: Entry<Value>, { read, release }: Read<Value>): void {
  const { signal } = entry.controller;
  const say = (answer: Answer<Value>): void => {
    entry.answer = answer;
    for (const watcher of entry.watchers) watcher();
  };
  say({ value: undefined, error: null, isReading: true });
  read(signal).then(
    (value) => {
      // Nobody waited for it.
      if (signal.aborted) release?.(value);
      else say({ value, error: null, isReading: false });
    },
    (thrown: unknown) => {
      if (!signal.aborted) say({ value: undefined, error: asZarrdropError(thrown), isReading: false });
    },
  );
}
