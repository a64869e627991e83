import { nextTurn } from "../bytes/nextTurn.ts";
import { ZarrdropError } from "../model/errors.ts";
import { asSinkError } from "./sinkErrors.ts";

/** How much may be under way to the disk at once. */
export type WriteQueueLimits = {
  /** Files that are open at once. Closing a file takes long on real directories and overlaps (R12.1). */
  filesAtOnce: number;
  /** Bytes handed over and not yet on disk. One larger file still goes through, alone. */
  bytesInFlight: number;
};

/** For one worker: enough to keep a disk busy, little beside its other memory. */
export const DEFAULT_WRITE_LIMITS: WriteQueueLimits = { filesAtOnce: 8, bytesInFlight: 32 * 2 ** 20 };

type Waiting = { write: () => Promise<void>; bytes: number };

/**
 * Writes files in the background, several at once, within a budget; one per worker, shared by all its level writers.
 * The first failure ends the queue: what has not begun is dropped, and every later call rejects with that failure.
 */
export class WriteQueue {
  readonly #limits: WriteQueueLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: Waiting[] = [];
  /** Called, and forgotten, whenever something ends. */
  #listeners: (() => void)[] = [];
  #running = 0;
  #bytes = 0;
  #accepted = 0;
  #failure: ZarrdropError | null = null;
  /** Numbers of accepted files that have not ended, in order of acceptance. */
  readonly #open = new Set<number>();

  constructor(limits: WriteQueueLimits = DEFAULT_WRITE_LIMITS, signal?: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Bytes handed over and not yet written. */
  get bytesInFlight(): number {
    return this.#bytes;
  }

  /**
   * Hands over a file of `bytes` bytes, whose buffers belong to the queue from now on. Resolves as soon as there is room for
   * more, which is usually before the file is written. Rejects with the queue's first failure, or `cancelled`.
   */
  async add(bytes: number, write: () => Promise<void>): Promise<void> {
    this.#check();
    const number = this.#accepted++;
    this.#open.add(number);
    this.#bytes += bytes;
    this.#waiting.push({
      bytes,
      write: async () => {
        try {
          await write();
        } finally {
          this.#open.delete(number);
        }
      },
    });
    this.#start();
    await this.room();
  }

  /** Resolves when another file may be handed over. Rejects as `add` does. */
  async room(): Promise<void> {
    // Encoding one chunk after the other leaves the event loop no turn, without which neither files nor messages get on.
    await nextTurn();
    this.#check();
    while (this.#bytes > this.#limits.bytesInFlight || this.#waiting.length > 0) {
      await this.#change();
      this.#check();
    }
  }

  /** Resolves when everything handed over before this call is written; later files do not hold it up. */
  async settled(): Promise<void> {
    const before = this.#accepted;
    this.#check();
    while (this.#oldestOpen() < before) {
      await this.#change();
      this.#check();
    }
  }

  /** After a failure: resolves when no write is running any more, so that the folder can be left alone. Never rejects. */
  async stopped(): Promise<void> {
    this.#failure ??= new ZarrdropError("cancelled", "Stopped.");
    this.#dropWaiting();
    while (this.#running > 0) await this.#change();
  }

  #oldestOpen(): number {
    for (const number of this.#open) return number;
    return Infinity;
  }

  #check(): void {
    if (this.#failure === null && this.#signal?.aborted === true) {
      this.#failure = asSinkError(this.#signal.reason, null, this.#signal);
      this.#dropWaiting();
    }
    if (this.#failure !== null) throw this.#failure;
  }

  #change(): Promise<void> {
    // Whoever waits must hear of an abort even if a write hangs.
    if (this.#listeners.length === 0) this.#signal?.addEventListener("abort", this.#notify);
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  #start(): void {
    while (this.#failure === null && this.#running < this.#limits.filesAtOnce) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running++;
      void this.#run(next);
    }
  }

  async #run(next: Waiting): Promise<void> {
    try {
      await next.write();
    } catch (thrown) {
      this.#failure ??= asSinkError(thrown, null, this.#signal);
      this.#dropWaiting();
    }
    this.#running--;
    this.#bytes -= next.bytes;
    this.#start();
    this.#notify();
  }

  readonly #notify = (): void => {
    this.#signal?.removeEventListener("abort", this.#notify);
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  };

  #dropWaiting(): void {
    for (const dropped of this.#waiting.splice(0)) this.#bytes -= dropped.bytes;
  }
}
