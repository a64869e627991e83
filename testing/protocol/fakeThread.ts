import type { Endpoint } from "comlink";
import type { ZarrdropError } from "../../src/model/errors.ts";
import type { Thread } from "../../src/protocol/watchedWorker.ts";
import { workerLost } from "../../src/protocol/workerLost.ts";

type Listener = (event: MessageEvent) => void;

/** A thread that is none: two endpoints, one of which can be made deaf, as a loop without end makes a thread. */
export class FakeThread implements Thread {
  readonly inside: Endpoint;
  readonly endpoint: Endpoint;
  readonly #inside: Listener[] = [];
  readonly #outside: Listener[] = [];
  #tell: (error: ZarrdropError) => void = () => {};
  /** What waits for a thread that has no time to listen. */
  #unheard: unknown[] | null = null;
  isTerminated = false;

  constructor() {
    this.inside = endpoint(this.#inside, (message) => deliver(this.#outside, message));
    this.endpoint = endpoint(this.#outside, (message) => {
      if (this.#unheard === null) deliver(this.#inside, message);
      else this.#unheard.push(message);
    });
  }

  onLost(tell: (error: ZarrdropError) => void): void {
    this.#tell = tell;
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
  }

  /** From now on nothing that is sent to it is heard. What it sends still arrives. */
  block(): void {
    this.#unheard ??= [];
  }

  unblock(): void {
    for (const message of this.#unheard ?? []) deliver(this.#inside, message);
    this.#unheard = null;
  }

  /** As the platform tells the end of a thread. */
  die(technical: string): void {
    this.#tell(workerLost("stopped", technical));
  }
}

function endpoint(listeners: Listener[], postMessage: (message: unknown) => void): Endpoint {
  return {
    postMessage,
    // Comlink's endpoints take listeners of any event, as functions or objects; it only ever gives functions for messages.
    addEventListener: (_, listener) => void listeners.push(listener as Listener),
    removeEventListener: (_, listener) => void listeners.splice(listeners.indexOf(listener as Listener), 1),
  };
}

function deliver(listeners: readonly Listener[], message: unknown): void {
  queueMicrotask(() => {
    for (const listener of listeners) listener(new MessageEvent("message", { data: message }));
  });
}
