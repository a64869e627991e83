import { ZarrdropError } from "../model/errors.ts";
import { STORE_JOURNAL } from "../model/storeMarker.ts";
import type { SweptFiles } from "../plan/job.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { storeBefore } from "../plan/layout/appendTo.ts";
import { AppendLog } from "./append/appendLog.ts";
import { checkAsPlanned } from "./append/checkAsPlanned.ts";
import { restoreBefore } from "./append/restoreBefore.ts";
import { describeExistingStore, refuseLinkedLevels } from "./existingStore.ts";
import { inTheWay, refuseTaken } from "./freePlace.ts";
import { Journal, type JournalEntry, readJournal, soundEntries } from "./journal.ts";
import { filePath } from "./levelFilePaths.ts";
import type { Sink } from "./sink.ts";
import type { StoreLedger } from "./storeLedger.ts";
import { type ImageMarker, newMarker, readMarker, storeFingerprint, writeMarker } from "./storeMarker.ts";
import { checkFiles, levelFiles, rootFiles, type StoreFile } from "./storeMetadata.ts";
import { sweepAppended, sweepStore } from "./sweep.ts";
import { unmarkStore } from "./unmarkStore.ts";

/** What is written down before the first chunk of a store. */
export type StoreBeginning = {
  /** Name and version of the program. */
  tool: string;
  /** What tells the source from another one; no clock, no absolute path. */
  source: Record<string, unknown>;
  output: OutputPlan;
  /** How the engine cuts the work; when a conversion goes on, that of its first run is given back. */
  execution: unknown;
};

/**
 * The writing of one store, from the marker to its removal. Order on disk: marker; chunks and journal; a level's metadata after
 * the last chunk; root metadata; journal and marker gone. Whatever ends it early, the marker is there: each of these steps is made
 * to survive a power cut (`makeDurable`) before the next begins. What an append does beside that: `append/appendLog.ts`.
 */
export class StoreTransaction {
  readonly sink: Sink;
  readonly marker: ImageMarker;
  readonly output: OutputPlan;
  readonly journal: Journal;
  /** Units that an earlier run finished and whose files are all there. */
  readonly finished: readonly JournalEntry[];
  /** How the work is cut: of the earlier run, or as given. */
  readonly execution: unknown;
  /** An append that an earlier run ended but for the last files: only `commit` is left to do. */
  readonly isWritten: boolean;
  readonly #append: AppendLog | null;
  readonly #levelsDone = new Set<number>();
  /** Files of the root as they were written, and what comes with them. */
  #root: readonly StoreFile[] = [];
  /** Paths of the metadata that was written. */
  readonly #metadata = new Set<string>();
  #isVerified = false;
  /** What was written last is sure to survive. */
  #isDurable = false;

  constructor(
    sink: Sink,
    marker: ImageMarker,
    journal: Journal,
    finished: readonly JournalEntry[],
    append: AppendLog | null,
  ) {
    this.sink = sink;
    this.marker = marker;
    this.output = marker.output;
    this.execution = marker.execution;
    this.journal = journal;
    this.finished = finished;
    this.isWritten = append?.state === "finished";
    this.#append = append;
  }

  /**
   * Makes everything that was written so far survive a power cut: the chunks and shards that the ledger knows, all metadata, and the
   * folders that they are in. Before the first metadata, and again before `commit`. (A journal needs none: a file that is there is
   * whole, see `Sink.write`; an entry that is lost, or whose files are, costs only the work of its unit.)
   */
  async makeDurable(ledger: StoreLedger): Promise<void> {
    await this.sink.sync(this.#paths(ledger));
    this.#isDurable = true;
  }

  /** Writes the metadata of a level whose chunks are all on disk. */
  async writeLevel(levelIndex: number): Promise<void> {
    if (!this.#isDurable && this.#metadata.size === 0) {
      throw new ZarrdropError("internal", "The chunks are not made durable: no metadata may be written.");
    }
    // From here on the levels are longer, one after the other.
    await this.#append?.hide();
    await this.#write(this.#levelFiles(levelIndex));
    this.#levelsDone.add(levelIndex);
  }

  /**
   * Ends the writing: root metadata, then all metadata is read again and compared. Chunks are to be verified before (`verify.ts`).
   * `attributes` makes those of the root group, for an append from the ones that were there. Bytes and files of all metadata are
   * returned.
   */
  async writeRoot(
    attributes: (before: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<{ bytes: number; files: number }> {
    const levels = this.output.levels.map((_, level) => level);
    const missing = levels.find((level) => !this.#levelsDone.has(level));
    if (missing !== undefined) {
      throw new ZarrdropError("internal", `Level ${missing} is not finished: the image cannot be closed.`);
    }
    const root =
      this.#append === null ? rootFiles(this.output, attributes({})) : await this.#append.metadata(attributes);
    // A root of later than its levels would be an image that never was.
    if (this.#append !== null) await this.sink.sync(this.#metadata);
    await this.#write(root);
    this.#root = root;
    this.#append?.shown();
    const all = [...levels.flatMap((level) => this.#levelFiles(level)), ...root];
    await checkFiles(this.sink, all);
    this.#isVerified = true;
    return { bytes: all.reduce((sum, file) => sum + file.bytes.length, 0), files: all.length };
  }

  /** Before chunks are written again: where an append has shown the new image, it is taken away until `show`. */
  async hide(): Promise<void> {
    if (this.#root.length > 0) await this.#append?.hide();
  }

  /** Puts back what `hide` took away. */
  async show(): Promise<void> {
    if (this.#append?.isHidden !== true || this.#root.length === 0) return;
    await this.#write(this.#root);
    this.#append.shown();
  }

  /**
   * Takes journal and marker away, the marker last: from then on the store is whole. Only after `writeRoot` and `makeDurable`. If it
   * is cut short in between, the conversion does its work again, with the same result.
   */
  async commit(): Promise<void> {
    if (!this.isWritten) {
      if (!this.#isVerified) throw new ZarrdropError("internal", "The image is not verified: it cannot be closed.");
      if (!this.#isDurable)
        throw new ZarrdropError("internal", "The metadata is not made durable: it cannot be closed.");
    }
    await this.#append?.drop();
    await unmarkStore(this.sink, this.output.storeName, this.#levelFiles(0)[0]!.path);
  }

  /**
   * Removes what does not belong into the store (see `sweepStore`; of an append only its own debris). After `writeRoot`: all metadata
   * is there. Returns what nobody knows how it came there, or null.
   */
  async sweep(ledger: StoreLedger, signal?: AbortSignal): Promise<SweptFiles | null> {
    if (!this.#isVerified)
      throw new ZarrdropError("internal", "The metadata is not written: the image cannot be swept.");
    const expected = { output: this.output, ledger, metadata: this.#metadata };
    this.#isDurable = false;
    if (!this.output.time.append) return sweepStore(this.sink, expected, signal);
    await sweepAppended(this.sink, expected, signal);
    return null;
  }

  *#paths(ledger: StoreLedger): Generator<string> {
    for (const { level, file, bytes } of ledger.files()) {
      // An append removes files, too: their folders are there, and have to know.
      if (bytes > 0 || this.#append !== null) yield filePath(this.output, level, file);
    }
    yield* this.#metadata;
  }

  /** An append writes only the array's own file, which is the last: attributes that are there stay. */
  #levelFiles(levelIndex: number): StoreFile[] {
    const files = levelFiles(this.output, levelIndex);
    return this.#append === null ? files : files.slice(-1);
  }

  async #write(files: readonly StoreFile[]): Promise<void> {
    for (const { path, bytes } of files) {
      this.#isDurable = false;
      this.#metadata.add(path);
      await this.sink.write(path, [bytes]);
    }
  }
}

/**
 * Begins a store, or goes on with one that the same conversion of the same source left unfinished. Nothing that belongs
 * to another is touched, but an append puts back first what another append left unfinished.
 * @throws `exists` when the place holds something else, or another store than the one that was planned for; `setting`
 *   when there is nothing to append to; those of the sink
 */
export async function beginStore(
  sink: Sink,
  beginning: StoreBeginning,
  signal?: AbortSignal,
): Promise<StoreTransaction> {
  const { source, output } = beginning;
  const fingerprint = await storeFingerprint(source, output);
  const append = output.time.append === false ? null : new AppendLog(sink, output);
  const found = await readMarker(sink);
  if (found.kind === "marker") {
    const { marker } = found;
    if (marker.fingerprint === fingerprint) {
      const { entries, next } = await readJournal(sink, fingerprint);
      const finished = await soundEntries(sink, output, entries, signal);
      await append?.goOn();
      return new StoreTransaction(sink, { ...marker, output }, new Journal(sink, fingerprint, next), finished, append);
    }
    const before = storeBefore(marker.output);
    if (append === null || before === null)
      throw inTheWay(output.storeName, "an unfinished image of another conversion");
    checkAsPlanned(output, before);
    await restoreBefore(sink, signal);
  }
  if (append === null) await refuseTaken(sink, output.storeName);
  else {
    checkAsPlanned(output, await describeExistingStore(sink, output.storeName));
    await refuseLinkedLevels(sink, output.storeName, output.levels);
  }
  const marker = newMarker(beginning, fingerprint);
  // A journal without a marker counts for nothing; a new store has none.
  if (append !== null) await sink.remove(STORE_JOURNAL);
  await writeMarker(sink, marker);
  await append?.begin();
  return new StoreTransaction(sink, marker, new Journal(sink, fingerprint, 1), [], append);
}
