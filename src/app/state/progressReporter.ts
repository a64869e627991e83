import type { ConversionEvent } from "../../plan/job.ts";
import { ProgressMeter, type Progress } from "./progressMeter.ts";

/** Milliseconds between two looks at the progress: faster than this nobody can read, and drawing takes time from the conversion. */
const REFRESH = 500;

/** Turns the worker's many events into a few updates. */
export class ProgressReporter {
  readonly #show: (progress: Progress) => void;
  #meter = new ProgressMeter(performance.now() / 1000);
  #latest: { bytesDone: number; bytesTotal: number } = { bytesDone: 0, bytesTotal: 0 };
  #isWaiting = false;
  #stage: Progress["stage"] = "writing";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(show: (progress: Progress) => void) {
    this.#show = show;
  }

  see(event: ConversionEvent): void {
    if (event.kind === "started") this.#begin(event);
    if (event.kind === "progress") {
      this.#latest = event;
      this.#stage = "writing";
    }
    if (event.kind === "verifying") this.#stage = "verifying";
    this.#isWaiting = event.kind === "waiting-for-disk" ? event.isWaiting : this.#isWaiting;
    this.#timer ??= setTimeout(() => this.#flush(), REFRESH);
  }

  /** At once: what goes on shows where it goes on. */
  #begin({ bytesDone, bytesTotal }: ConversionEvent & { kind: "started" }): void {
    this.#latest = { bytesDone, bytesTotal };
    this.#meter = new ProgressMeter(performance.now() / 1000, bytesDone);
    this.#flush();
  }

  /** Late events must not overwrite the result. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#closed) return;
    const { bytesDone, bytesTotal } = this.#latest;
    const progress = this.#meter.update(performance.now() / 1000, bytesDone, bytesTotal);
    this.#show({ ...progress, stage: this.#isWaiting ? "waiting for a disk" : this.#stage });
  }
}
