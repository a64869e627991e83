/**
 * Work that is begun one after the other and goes on at the same time, a few at once: reading a small file is mostly waiting. After a
 * failure nothing more is begun.
 */
export class Lanes {
  readonly #atOnce: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { reason: unknown } | null = null;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Resolves when the work has begun. Rejects with the first failure of work begun earlier. */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#atOnce) await Promise.race(this.#running);
    if (this.#failure !== null) throw this.#failure.reason;
    const running: Promise<void> = work()
      .catch((reason: unknown) => {
        this.#failure ??= { reason };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when all work is done. Rejects with the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure !== null) throw this.#failure.reason;
  }
}
