/** How fast a job is, and how long it will still take. */
export type Pace = {
  /** Bytes per second, or null while there is too little to tell. */
  rate: number | null;
  /** Seconds that are left, or null. */
  secondsLeft: number | null;
};

/** The same with the time at which it was told, in milliseconds since 1970. */
export type ShownPace = Pace & { toldAt: number };

/** Seconds before anything is shown: the first are start-up. */
const WARM_UP = 1.5;
/** An old rate loses half its weight in this part of the time that the job has lasted, and in no less than so many seconds. */
const FADING = 0.5;
const LEAST_HALF_LIFE = 15;
/** Less than this is no news: the time that is left counts down as it was. */
const NEWS = 1.1;

/**
 * Makes one steady remaining time of the unsteady progress of a whole job, files and their beginnings and ends together: rates are averaged with
 * weights that fade the slower the longer the job lasts, and what is shown rises only by a tenth or more.
 */
export class JobPace {
  readonly #start: number;
  #lastTime: number;
  #lastBytes = 0;
  #weightedBytes = 0;
  #weight = 0;
  /** Seconds in which it worked. */
  #worked = 0;
  #shown: number | null = null;

  /** @param now seconds on any steady clock; pass the same clock to the others. */
  constructor(now: number) {
    this.#start = now;
    this.#lastTime = now;
  }

  /** `bytesDone`: by this job, of all its items; `bytesLeft`: of all of them. */
  update(now: number, bytesDone: number, bytesLeft: number): Pace {
    const elapsed = now - this.#lastTime;
    if (elapsed > 0) {
      this.#worked += elapsed;
      const fade = 0.5 ** (elapsed / Math.max(LEAST_HALF_LIFE, this.#worked * FADING));
      this.#weightedBytes = this.#weightedBytes * fade + Math.max(0, bytesDone - this.#lastBytes);
      this.#weight = this.#weight * fade + elapsed;
      this.#lastTime = now;
      this.#lastBytes = Math.max(this.#lastBytes, bytesDone);
    }
    if (now - this.#start < WARM_UP || this.#weightedBytes === 0) return { rate: null, secondsLeft: null };
    const rate = this.#weightedBytes / this.#weight;
    const estimate = Math.max(0, bytesLeft) / rate;
    const expected = this.#shown === null ? null : Math.max(0, this.#shown - Math.max(0, elapsed));
    this.#shown = expected === null || estimate <= expected || estimate >= expected * NEWS ? estimate : expected;
    return { rate, secondsLeft: this.#shown };
  }

  /** Time that passed since the last word does not count: the job rested. */
  rested(now: number): void {
    this.#lastTime = now;
  }
}
