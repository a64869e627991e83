import { type Endpoint, type Remote, wrap } from "comlink";
import { noteProgress, whileWaiting, type Wait } from "../model/lifeSigns.ts";
import type { ZarrdropError } from "../model/errors.ts";
import { isLifeSignal, type LifeQuestion, type LifeSignal } from "./lifeSignals.ts";
import { workerLost } from "./workerLost.ts";

/** A thread of the platform: a `Worker` of a page (`webThread.ts`) or one of Node. */
export type Thread = {
  endpoint: Endpoint;
  /** Calls back with the error when the platform says that the thread is gone, or that a message was lost. */
  onLost(tell: (error: ZarrdropError) => void): void;
  /** Ends the thread whatever it does; resolves when nothing of it is carried out any more. */
  terminate(): Promise<void>;
};

/** Milliseconds without progress after which a thread counts as lost. */
export type WatchLimits = {
  /** That does not answer, or answers that it waits for nothing. */
  silent: number;
  /** That waits for a disk. */
  disk: number;
  /** That has never answered yet: its script may be on its way over a slow network. */
  loading: number;
};

/**
 * 18 s and a look every second: within the 20 s that are promised. Disks get 2 minutes: one that sleeps needs 15 s, one with a bad sector or a
 * network drive that lost its connection fails by itself after 30 to 60 s, and then with words of its own.
 */
export const WATCH_LIMITS: WatchLimits = { silent: 18_000, disk: 120_000, loading: 60_000 };

/** When a thread counts as hung, and who is told that it only waits. */
export type WatchOptions = {
  limits?: WatchLimits;
  /** Called with true when the thread has waited for a disk for longer than `limits.silent`, with false when it got on. */
  onWaiting?: (isWaiting: boolean) => void;
};

/** A thread and the way to call it. */
export type WatchedWorker<Api> = {
  /** Every call is watched until it settles. After the thread was lost calls do not settle: race them with `lost`. */
  api: Remote<Api>;
  /** Rejects with `worker-lost` when the thread is gone or hangs; never resolves. Comlink itself would wait for ever. */
  lost: Promise<never>;
  /** Asks the thread; the function tells whether it has answered, and so whether it has come to what is sent next. */
  reach(): () => boolean;
  /** As in `Thread`. */
  terminate(): Promise<void>;
};

/** Puts a thread under watch: it is noticed when it is gone, and when it gets no further while it has something to do. */
export function watchWorker<Api extends object>(thread: Thread, options: WatchOptions = {}): WatchedWorker<Api> {
  const watch = new Watch(thread, options);
  const remote = wrap<Api>(thread.endpoint);
  const api = new Proxy(remote, {
    get: (target, name) => {
      if (name === "then") return undefined;
      // All members of an interface that crosses threads are functions that give promises.
      const member = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) => watch.during(() => member(...given));
    },
  });
  return {
    api,
    lost: watch.lost,
    reach: () => watch.reach(),
    terminate: () => {
      watch.stop();
      return thread.terminate();
    },
  };
}

/** Looks at a thread this often in the time after which it is lost. */
const LOOKS = 20;
/** Asks when nothing was heard for this part of that time. */
const ASK_AFTER = 1 / 4;
/** Bytes that the slowest disk moves in a second: they get their time on top. */
const SLOWEST_DISK_BYTES_PER_SECOND = 2 ** 20;

/**
 * Times are counted in looks, each for no more than a quarter of what makes a thread lost: a computer that slept, a process that was stopped
 * or timers that come once a minute say nothing about the thread.
 */
class Watch {
  readonly lost: Promise<never>;
  readonly #endpoint: Endpoint;
  readonly #limits: WatchLimits;
  readonly #onWaiting: (isWaiting: boolean) => void;
  #fail: (error: ZarrdropError) => void = () => {};
  #calls = 0;
  #endWait: () => void = () => {};
  #timer: ReturnType<typeof setInterval> | null = null;
  #lookedAt = 0;
  /** Milliseconds since anything was heard. */
  #silence = 0;
  /** Milliseconds since the thread got on. */
  #stillness = 0;
  /** Milliseconds that the thread announced not to be able to answer. */
  #allowance = 0;
  /** Whether anything was ever heard. */
  #isLoaded = false;
  #steps = -1;
  #waitsFor: Wait | null = null;
  #bytesOnTheirWay = 0;
  #isWaiting = false;
  #asked = 0;
  #answered = 0;
  #isOver = false;

  constructor(thread: Thread, { limits = WATCH_LIMITS, onWaiting = () => {} }: WatchOptions) {
    const { endpoint } = thread;
    this.#endpoint = endpoint;
    this.#limits = limits;
    this.#onWaiting = onWaiting;
    this.lost = new Promise<never>((_, reject) => (this.#fail = reject));
    // Nobody may be waiting at that moment.
    this.lost.catch(() => {});
    thread.onLost((error) => this.#lose(error));
    endpoint.addEventListener("message", (event) => {
      // Comlink's endpoints are typed for any event; those of this name are messages.
      const data: unknown = (event as MessageEvent<unknown>).data;
      this.#hear(isLifeSignal(data) ? data : null);
    });
  }

  /** Calls, and watches the thread until the call settles or the thread is lost; meanwhile this thread waits for one. */
  during<T>(begin: () => Promise<T>): Promise<T> {
    if (this.#isOver) return begin();
    if (this.#calls++ === 0) this.#begin();
    const call = begin();
    const ended = (): void => {
      if (--this.#calls === 0) this.#rest();
    };
    call.then(ended, ended);
    return call;
  }

  reach(): () => boolean {
    const number = this.#ask();
    return () => this.#answered >= number;
  }

  /** Ends the watch, not the thread. */
  stop(): void {
    this.#isOver = true;
    this.#rest();
  }

  #begin(): void {
    this.#forget();
    this.#lookedAt = performance.now();
    // Before the call: a thread that hangs in its first call was there.
    this.#ask();
    void whileWaiting("thread", new Promise<void>((resolve) => (this.#endWait = resolve)));
    this.#timer = setInterval(() => this.#look(), this.#limits.silent / LOOKS);
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#endWait();
    this.#setWaiting(false);
  }

  #forget(): void {
    this.#silence = 0;
    this.#stillness = 0;
    this.#allowance = 0;
    this.#setWaiting(false);
  }

  /** Null: an answer to a call. */
  #hear(signal: LifeSignal | null): void {
    if (this.#isOver) return;
    // Who watches the watcher: this thread lives as long as those that it waits for do.
    noteProgress();
    this.#isLoaded = true;
    if (signal?.life !== "here") {
      this.#forget();
      this.#allowance = signal?.milliseconds ?? 0;
      return;
    }
    this.#answered = Math.max(this.#answered, signal.number);
    this.#silence = 0;
    this.#allowance = 0;
    this.#waitsFor = signal.waitsFor;
    this.#bytesOnTheirWay = signal.bytesOnTheirWay;
    if (signal.steps === this.#steps && signal.waitsFor !== "thread") return;
    this.#steps = signal.steps;
    this.#forget();
  }

  #look(): void {
    const now = performance.now();
    const passed = Math.min(now - this.#lookedAt, this.#limits.silent * ASK_AFTER);
    this.#lookedAt = now;
    this.#silence += passed;
    this.#stillness += passed;
    const { silent, disk, loading } = this.#limits;
    const seconds = Math.round(this.#stillness / 1000);
    if (!this.#isLoaded) {
      if (this.#silence >= loading) this.#lose(workerLost("not-loaded", `no answer in ${seconds} s`));
    } else if (this.#silence >= silent + this.#allowance) {
      this.#lose(workerLost("silent", `no answer in ${seconds} s`));
    } else if (this.#waitsFor === "disk") {
      this.#setWaiting(this.#stillness >= silent);
      const moving = (this.#bytesOnTheirWay / SLOWEST_DISK_BYTES_PER_SECOND) * 1000;
      if (this.#stillness >= disk + moving) this.#lose(workerLost("disk", `waited for ${seconds} s`));
    } else if (this.#waitsFor === null && this.#stillness >= silent + this.#allowance) {
      this.#lose(workerLost("silent", `idle for ${seconds} s`));
    }
    if (this.#answered === this.#asked && this.#silence >= silent * ASK_AFTER) this.#ask();
  }

  #ask(): number {
    const question: LifeQuestion = { life: "there?", number: ++this.#asked };
    if (!this.#isOver) this.#endpoint.postMessage(question);
    return this.#asked;
  }

  #setWaiting(isWaiting: boolean): void {
    if (isWaiting === this.#isWaiting) return;
    this.#isWaiting = isWaiting;
    this.#onWaiting(isWaiting);
  }

  #lose(error: ZarrdropError): void {
    if (this.#isOver) return;
    this.stop();
    this.#fail(error);
  }
}
