import type { ConversionEvent } from "../../plan/job.ts";

/** What is shown of the item under way. Bytes are decoded bytes, as in `ConversionEvent`. */
export type Progress = {
  bytesDone: number;
  bytesTotal: number;
  /** Of `bytesDone`, what an earlier run had done. */
  bytesBefore: number;
  /** Of chunks and shards, as they are stored. */
  bytesWritten: number;
  filesWritten: number;
  stage: "writing" | "verifying" | "waiting for a disk";
};

/** Milliseconds between two looks at the progress: faster than this nobody can read, and drawing takes time from the conversion. */
const REFRESH = 500;

/** Turns the worker's many events into a few updates. */
export class ProgressReporter {
  readonly #show: (progress: Progress) => void;
  #latest: Omit<Progress, "bytesBefore" | "stage"> = { bytesDone: 0, bytesTotal: 0, bytesWritten: 0, filesWritten: 0 };
  #bytesBefore = 0;
  #isWaiting = false;
  #stage: Progress["stage"] = "writing";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(show: (progress: Progress) => void) {
    this.#show = show;
  }

  /** Bytes that this run did. */
  get bytesDone(): number {
    return this.#latest.bytesDone - this.#bytesBefore;
  }

  see(event: ConversionEvent): void {
    if (event.kind === "started") {
      this.#latest = event;
      this.#bytesBefore = event.bytesDone;
      // At once: what goes on shows where it goes on.
      this.#flush();
    }
    if (event.kind === "progress") {
      this.#latest = event;
      this.#stage = "writing";
    }
    if (event.kind === "verifying") this.#stage = "verifying";
    this.#isWaiting = event.kind === "waiting-for-disk" ? event.isWaiting : this.#isWaiting;
    this.#timer ??= setTimeout(() => this.#flush(), REFRESH);
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
    const { bytesDone, bytesTotal, bytesWritten, filesWritten } = this.#latest;
    const stage = this.#isWaiting ? "waiting for a disk" : this.#stage;
    this.#show({ bytesDone, bytesTotal, bytesBefore: this.#bytesBefore, bytesWritten, filesWritten, stage });
  }
}
