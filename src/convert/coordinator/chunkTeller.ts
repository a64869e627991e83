import type { ConversionEvent } from "../../plan/job.ts";
import { ChunkNotes, type OutputChunks } from "../../plan/chunkNotes.ts";

/** Milliseconds between two words about chunks: faster than this nobody can see them, and who shows them has to draw. */
const INTERVAL = 500;

/** Tells what became of chunks: of those of all threads together, now and then. */
export class ChunkTeller {
  readonly #onEvent: (event: ConversionEvent) => void;
  readonly #notes = new ChunkNotes();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(onEvent: (event: ConversionEvent) => void) {
    this.#onEvent = onEvent;
  }

  see(told: readonly OutputChunks[]): void {
    this.#notes.add(told);
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL);
  }

  /** Tells at once what is not told yet. */
  flush(): void {
    this.forget();
    for (const chunks of this.#notes.take()) this.#onEvent({ kind: "chunks", isWhole: false, ...chunks });
  }

  /** Tells nothing more of what was seen. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
