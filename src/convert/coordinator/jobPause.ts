import { whileWaiting } from "../../model/lifeSigns.ts";

/** Lets a job rest between two units of work: what is under way is done first, and its files are on the disk. */
export class JobPause {
  #isOver: Promise<void> | null = null;
  #end: () => void = () => {};
  #since = 0;
  #seconds = 0;

  /** Seconds for which it was held, as long as it is not. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Takes effect before the next unit. */
  hold(isHeld: boolean): void {
    if (isHeld === (this.#isOver !== null)) return;
    const now = performance.now() / 1000;
    if (isHeld) {
      this.#since = now;
      this.#isOver = new Promise((resolve) => (this.#end = resolve));
    } else {
      this.#seconds += now - this.#since;
      this.#isOver = null;
      this.#end();
    }
  }

  /** Resolves when the job is not held. Who waits here does not hang. */
  async over(): Promise<void> {
    while (this.#isOver !== null) await whileWaiting("thread", this.#isOver);
  }
}
