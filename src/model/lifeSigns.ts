/**
 * What a thread can tell about itself while it works: how often it got on, what it waits for, how long a piece of work may take that it
 * is about to begin. Noted where bytes are read and written and blocks are decoded and encoded; told to whoever watches the thread by
 * `protocol/lifeSignals.ts`. One record for each thread; it is only ever looked at to see whether the thread still works.
 */

/** What a thread may wait for: the disk (or network) behind files and folders, or other threads that it watches itself. */
export type Wait = "disk" | "thread";

/** The state of this thread. */
export type LifeSigns = {
  /** Counts up with everything that was done. */
  steps: number;
  /** Null: for nothing that is known; it should be getting on. Whoever has threads at work waits for these first of all. */
  waitsFor: Wait | null;
  /** Bytes that are on their way to or from the disk in calls that tell their size. */
  bytesOnTheirWay: number;
};

/** The record. A thread has one, `LIFE`; only tests, in which several threads are one, make others. */
export class LifeRecord {
  readonly #waiting = { disk: 0, thread: 0 };
  #steps = 0;
  #bytesOnTheirWay = 0;
  #listener: ((bytes: number) => void) | null = null;

  /** See `announceWork`. */
  announceWork(bytes: number): void {
    this.#steps++;
    this.#listener?.(bytes);
  }

  /** See `whileWaiting`. */
  async whileWaiting<T>(what: Wait, promise: Promise<T>, bytes: number): Promise<T> {
    this.#waiting[what]++;
    this.#bytesOnTheirWay += bytes;
    try {
      return await promise;
    } finally {
      this.#waiting[what]--;
      this.#bytesOnTheirWay -= bytes;
      this.announceWork(0);
    }
  }

  /** The state now. */
  signs(): LifeSigns {
    const { thread, disk } = this.#waiting;
    const waitsFor = thread > 0 ? "thread" : disk > 0 ? "disk" : null;
    return { steps: this.#steps, waitsFor, bytesOnTheirWay: this.#bytesOnTheirWay };
  }

  /** Has every announcement told to `tell`, which has to be quick; 0 bytes where something was done. There is one listener. */
  listen(tell: (bytes: number) => void): void {
    this.#listener = tell;
  }
}

/** The record of this thread. */
export const LIFE = new LifeRecord();

/** Something was done. */
export function noteProgress(): void {
  LIFE.announceWork(0);
}

/** A piece of work begins that may let nobody else have a turn until it is done: decoding or encoding so many bytes. */
export function announceWork(bytes: number): void {
  LIFE.announceWork(bytes);
}

/** The promise's outcome; until then this thread waits, and when it is there the thread got on. `bytes`: how many are moved, if that is known. */
export function whileWaiting<T>(what: Wait, promise: Promise<T>, bytes = 0): Promise<T> {
  return LIFE.whileWaiting(what, promise, bytes);
}

/**
 * The same object, of which every promise and every step of an asynchronous iteration counts as waiting for the disk. For what stands for a
 * folder: each of its calls goes there.
 */
export function waitsForDisk<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, object, given);
        if (result instanceof Promise) return whileWaiting("disk", result);
        return isAsyncIterable(result) ? eachAwaited(result) : result;
      };
    },
  });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** The iteration's items; each is waited for as the disk is. */
export async function* eachAwaited<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await whileWaiting("disk", Promise.resolve(iterator.next()));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
