/** Findings of different kinds after which a run ends: the rest can wait until these are mended. */
const MOST_FINDINGS = 10;

/** What a run found, one of each kind: a run of hours tells all that it met, not the first thing only. */
export class Findings {
  readonly #kinds = new Map<string, unknown>();

  /** Failures whose messages differ in their numbers only are of one kind. */
  add(failure: unknown): void {
    const message = failure instanceof Error ? failure.message : String(failure);
    const kind = message.replaceAll(/\d+/g, "#").slice(0, 300);
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, failure);
  }

  get isFull(): boolean {
    return this.#kinds.size >= MOST_FINDINGS;
  }

  /** Throws the first, with what the others say. */
  throwIfAny(): void {
    const [first, ...others] = this.#kinds.values();
    if (first === undefined) return;
    if (others.length === 0) throw first;
    const messages = [first, ...others].map((failure) =>
      failure instanceof Error ? failure.message : String(failure),
    );
    throw new Error(messages.map((message) => message.slice(0, 1500)).join("\n\n"), { cause: first });
  }
}
