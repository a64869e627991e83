import type { ChunkUnder } from "./chunkUnder.ts";

/** Says how many bytes of a chunk are stored. */
export type MeasureChunk = (chunk: Pick<ChunkUnder, "level" | "region">, signal: AbortSignal) => Promise<number>;

/** Has the chunk measured that is pointed to; when the hand moves on, it is not waited for any more. What was measured is known as long as the picture is. */
export class ChunkMeter {
  #measure: MeasureChunk | null = null;
  readonly #known = new Map<string, number>();
  #underWay: { key: string; controller: AbortController } | null = null;
  readonly #onMeasured: () => void;

  constructor(onMeasured: () => void) {
    this.#onMeasured = onMeasured;
  }

  /** Of another picture, or in another way, from now on; null: nothing is measured. */
  use(measure: MeasureChunk | null): void {
    this.#measure = measure;
    this.#known.clear();
    this.point(null);
  }

  /** What is known of the chunk that is pointed to; null: nothing yet. */
  point(chunk: Pick<ChunkUnder, "level" | "region"> | null): number | null {
    const key = chunk && `${chunk.level} ${chunk.region.start.join(" ")}`;
    if (this.#underWay !== null && this.#underWay.key !== key) {
      this.#underWay.controller.abort();
      this.#underWay = null;
    }
    if (chunk === null || key === null) return null;
    const known = this.#known.get(key) ?? null;
    if (known === null && this.#underWay === null && this.#measure !== null) void this.#ask(key, chunk, this.#measure);
    return known;
  }

  async #ask(key: string, chunk: Pick<ChunkUnder, "level" | "region">, measure: MeasureChunk): Promise<void> {
    const controller = new AbortController();
    const asked = { key, controller };
    this.#underWay = asked;
    try {
      const bytes = await measure(chunk, controller.signal);
      if (this.#underWay !== asked) return;
      this.#known.set(key, bytes);
      this.#underWay = null;
      this.#onMeasured();
    } catch {
      // Of what cannot be read nothing is said here: the picture says why. It is not tried again before the hand was elsewhere.
    }
  }
}
