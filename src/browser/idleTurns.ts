import { asZarrdropError } from "../model/errors.ts";

/** Milliseconds without anything to do after which there is time for what nobody waits for. */
const QUIET = 250;

/**
 * Work that is done when there is nothing else to do, one at a time: whatever else begins stops it, and it begins anew when all is quiet again.
 */
export class IdleTurns {
  readonly #quiet: number;
  /** What is under way that somebody waits for. */
  #busy = 0;
  #turn: AbortController | null = null;
  readonly #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param quiet milliseconds without anything to do before a turn begins */
  constructor(quiet = QUIET) {
    this.#quiet = quiet;
  }

  /** Something is under way that somebody waits for, until it is settled. */
  during<Result>(work: Promise<Result>): Promise<Result> {
    this.#busy++;
    clearTimeout(this.#timer);
    this.#turn?.abort();
    return work.finally(() => {
      this.#busy--;
      this.#schedule();
    });
  }

  /**
   * Has work done in a quiet moment; its own signal is aborted when the moment is over, and `signal` ends it for good.
   * @throws those of the work; `cancelled`
   */
  async run<Result>(work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    for (;;) {
      const turn = await this.#next(signal);
      const stop = (): void => turn.abort();
      signal.addEventListener("abort", stop, { once: true });
      try {
        return await work(turn.signal);
      } catch (thrown) {
        if (signal.aborted || !turn.signal.aborted) throw thrown;
      } finally {
        signal.removeEventListener("abort", stop);
        this.#turn = null;
        this.#schedule();
      }
    }
  }

  #next(signal: AbortSignal): Promise<AbortController> {
    return new Promise((resolve, reject) => {
      const take = (): void => {
        signal.removeEventListener("abort", giveUp);
        this.#turn = new AbortController();
        resolve(this.#turn);
      };
      const giveUp = (): void => {
        const at = this.#waiting.indexOf(take);
        if (at >= 0) this.#waiting.splice(at, 1);
        // The moment may have been waited for by nobody else.
        this.#schedule();
        reject(asZarrdropError(signal.reason));
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.push(take);
      this.#schedule();
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#busy > 0 || this.#turn !== null || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => this.#waiting.shift()!(), this.#quiet);
  }
}
