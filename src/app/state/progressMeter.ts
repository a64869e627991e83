/** What is shown of a running job. Bytes are decoded bytes, as in `ConversionEvent`. */
export type Progress = {
  bytesDone: number;
  bytesTotal: number;
  /** Of `bytesDone`, what an earlier run had done. */
  bytesBefore: number;
  /** Bytes per second of late, or null while there is too little to tell. */
  rate: number | null;
  /** Seconds that are left, or null. */
  secondsLeft: number | null;
  stage: "writing" | "verifying" | "waiting for a disk";
};

/** Seconds in which an old rate loses half its weight. */
const HALF_LIFE = 8;
/** Seconds before any rate is shown: the first second is start-up. */
const WARM_UP = 1.5;

/**
 * Makes a calm rate and a steady remaining time of unsteady progress: rates are averaged with exponentially fading weights
 * over time, so that neither a pause nor a burst makes the figure jump.
 */
export class ProgressMeter {
  readonly #start: number;
  #lastTime: number;
  #lastBytes: number;
  readonly #bytesBefore: number;
  #weightedBytes = 0;
  #weight = 0;

  /** @param now seconds on any steady clock; pass the same clock to `update`. `bytesBefore`: what was done before that. */
  constructor(now: number, bytesBefore = 0) {
    this.#start = now;
    this.#lastTime = now;
    this.#lastBytes = bytesBefore;
    this.#bytesBefore = bytesBefore;
  }

  update(now: number, bytesDone: number, bytesTotal: number): Progress {
    const elapsed = now - this.#lastTime;
    if (elapsed > 0 && bytesDone >= this.#lastBytes) {
      const fade = 0.5 ** (elapsed / HALF_LIFE);
      this.#weightedBytes = this.#weightedBytes * fade + (bytesDone - this.#lastBytes);
      this.#weight = this.#weight * fade + elapsed;
      this.#lastTime = now;
      this.#lastBytes = bytesDone;
    }
    const warm = now - this.#start >= WARM_UP && this.#weightedBytes > 0;
    const rate = warm ? this.#weightedBytes / this.#weight : null;
    return {
      bytesDone,
      bytesTotal,
      bytesBefore: this.#bytesBefore,
      rate,
      secondsLeft: rate === null ? null : Math.max(0, bytesTotal - bytesDone) / rate,
      stage: "writing",
    };
  }
}
