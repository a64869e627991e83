import { raceAbort } from "../../bytes/abort.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ImageReader } from "../reader.ts";

/** Readers open at once. Each may keep decoded blocks, so that the number bounds the memory, too. */
const MOST_OPEN = 4;

/** Opens one file of the sequence. */
type OpenFile = (path: string, signal: AbortSignal) => Promise<ImageReader>;

type Entry = { reader: Promise<ImageReader>; users: number };

/** Readers of the files of a sequence: opened when they are needed, the least recently used closed for another. */
export class ReaderPool {
  readonly #openFile: OpenFile;
  readonly #lifetime = new AbortController();
  /** In the order of use. */
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: (() => void)[] = [];

  constructor(openFile: OpenFile) {
    this.#openFile = openFile;
  }

  /**
   * Does something with a file's reader, which stays open meanwhile.
   * @throws those of opening and of `work`; `cancelled`
   */
  async use<T>(path: string, signal: AbortSignal, work: (reader: ImageReader) => Promise<T>): Promise<T> {
    const entry = await this.#borrow(path, signal);
    try {
      return await work(await raceAbort(entry.reader, signal));
    } finally {
      entry.users--;
      this.#wakeAll();
    }
  }

  /** Ends everything. */
  close(): void {
    this.#lifetime.abort();
    for (const path of this.#entries.keys()) this.#drop(path);
    this.#wakeAll();
  }

  /** All look again: one that was stopped meanwhile must not swallow another's turn. */
  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #borrow(path: string, signal: AbortSignal): Promise<Entry> {
    for (;;) {
      if (this.#lifetime.signal.aborted) throw new ZarrdropError("cancelled", "The sequence was closed.");
      const known = this.#entries.get(path);
      if (known !== undefined) {
        // To the end of the order of use.
        this.#entries.delete(path);
        this.#entries.set(path, known);
        known.users++;
        return known;
      }
      if (this.#makeRoom()) return this.#open(path);
      await raceAbort(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
    }
  }

  #open(path: string): Entry {
    // Opening goes on when a caller gives up: another may be waiting for the same file.
    const entry: Entry = { reader: this.#openFile(path, this.#lifetime.signal), users: 1 };
    this.#entries.set(path, entry);
    entry.reader.catch(() => {
      if (this.#entries.get(path) === entry) this.#entries.delete(path);
    });
    return entry;
  }

  /** Whether another file may be opened; closes one that nobody uses if need be. */
  #makeRoom(): boolean {
    if (this.#entries.size < MOST_OPEN) return true;
    for (const [path, { users }] of this.#entries) {
      if (users > 0) continue;
      this.#drop(path);
      return true;
    }
    return false;
  }

  #drop(path: string): void {
    const entry = this.#entries.get(path);
    this.#entries.delete(path);
    entry?.reader.then((reader) => reader.close()).catch(() => {});
  }
}
