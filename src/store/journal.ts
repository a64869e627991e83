import { crc32c } from "../codecs/crc32c.ts";
import { STORE_JOURNAL } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { isObject } from "../model/untrustedJson.ts";
import { readJson } from "./jsonFile.ts";
import { filePath } from "./levelFilePaths.ts";
import { isRecordOf, type LevelRecord } from "./levelRecord.ts";
import type { Sink } from "./sink.ts";
import { forEachAtOnce } from "../bytes/atOnce.ts";

/** A unit of work that is done: its files are on disk. Plain JSON. */
export type JournalEntry = {
  /** Number of the unit in the engine's order. */
  unit: number;
  /** What was written, per level. */
  records: LevelRecord[];
  /** What else the engine needs of a finished unit (statistics, counts). */
  details: unknown;
};

/**
 * Records finished units beside the marker. Destinations write whole files only, so the journal is a folder of small numbered
 * files, read in their order: what is recorded while one of them is being written goes into the next, and a unit that is taken
 * back is a record too. Losing the last entries costs only the work of their units.
 */
export class Journal {
  readonly #sink: Sink;
  readonly #fingerprint: string;
  readonly #writer: string;
  #next: number;
  #waiting: JournalEntry[] = [];
  #writing: Promise<void> | null = null;

  /**
   * `next` is the number of the next file: above all that are there. `writer`: what is in the names of the files of one of several that write at once;
   * those only ever add entries.
   */
  constructor(sink: Sink, fingerprint: string, next: number, writer: string | null = null) {
    this.#sink = sink;
    this.#fingerprint = fingerprint;
    this.#next = next;
    this.#writer = writer === null ? "" : `.${writer}`;
  }

  /** Takes an entry and writes it in the background. Failures surface at `flush`. */
  add(entry: JournalEntry): void {
    this.#waiting.push(entry);
    if (this.#writing !== null) return;
    const writing = this.#write();
    this.#writing = writing;
    // Whoever flushes sees the failure; until then it must not count as unhandled.
    writing.catch(() => {});
  }

  /**
   * Takes units back that turned out not to be done; resolves when that is on disk, so that whatever ends the
   * conversion from then on, they will be done again.
   * @throws those of the sink
   */
  async retract(units: readonly number[]): Promise<void> {
    await this.flush();
    await this.#sink.sync([await this.#writeFile({ retracted: units })]);
  }

  /**
   * Resolves when all entries are on disk.
   * @throws those of the sink
   */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting;
      this.#waiting = [];
      await this.#writeFile({ entries });
    }
    this.#writing = null;
  }

  async #writeFile(content: JournalContent): Promise<string> {
    const path = `${STORE_JOURNAL}/${String(this.#next++).padStart(8, "0")}${this.#writer}.json`;
    // In one line: indented, the counts of a histogram take three times the room.
    const text = JSON.stringify({ fingerprint: this.#fingerprint, checksum: checksumOf(content), ...content });
    await this.#sink.write(path, [new TextEncoder().encode(text)]);
    return path;
  }
}

type JournalContent = { entries: JournalEntry[] } | { retracted: readonly number[] };

/** Of what a file of the journal says: a record that was damaged could pass for another one, and a unit for done that is not. */
function checksumOf(content: JournalContent | Record<string, unknown>): number {
  const { entries = null, retracted = null } = content as Record<string, unknown>; // One of them is there.
  return crc32c(new TextEncoder().encode(JSON.stringify([entries, retracted])));
}

/** What a journal on disk says. Files that are torn, damaged or of another conversion are passed over. */
export async function readJournal(sink: Sink, fingerprint: string): Promise<{ entries: JournalEntry[]; next: number }> {
  const entries = new Map<number, JournalEntry>();
  const paths = await sink.list(STORE_JOURNAL);
  for (const path of paths) {
    const value = await readJson(sink, path).catch(() => null);
    if (!isObject(value) || value.fingerprint !== fingerprint || value.checksum !== checksumOf(value)) continue;
    // The list is in the order of writing.
    if (Array.isArray(value.retracted)) for (const unit of value.retracted as unknown[]) entries.delete(Number(unit));
    if (Array.isArray(value.entries)) {
      for (const entry of value.entries.filter(isEntry)) entries.set(entry.unit, entry);
    }
  }
  return { entries: [...entries.values()].sort((a, b) => a.unit - b.unit), next: nextNumber(paths) };
}

/** Opens a journal for one of several that write to it at once. None of its files is read; whoever takes units back is alone while it does. */
export async function openSharedJournal(sink: Sink, fingerprint: string, writer: string): Promise<Journal> {
  return new Journal(sink, fingerprint, nextNumber(await sink.list(STORE_JOURNAL)), writer);
}

function nextNumber(paths: readonly string[]): number {
  const numbers = paths.map((path) => Number.parseInt(path.slice(STORE_JOURNAL.length + 1), 10));
  return numbers.reduce((next, number) => (Number.isSafeInteger(number) ? Math.max(next, number + 1) : next), 1);
}

/** Whether it names a unit; what it says of the unit's files is for those who know the plan (`soundEntries`). */
function isEntry(value: unknown): value is JournalEntry {
  return isObject(value) && Number.isSafeInteger(value.unit) && Array.isArray(value.records);
}

/** The entries whose records can be of this output and whose files are all there with their sizes; the other units have to be done again. */
export async function soundEntries(
  sink: Sink,
  output: OutputPlan,
  entries: readonly JournalEntry[],
  signal?: AbortSignal,
): Promise<JournalEntry[]> {
  const broken = new Set<JournalEntry>();
  await forEachAtOnce(
    entries,
    async (entry) => {
      if (!entry.records.every((record) => isRecordOf(output, record))) {
        broken.add(entry);
        return;
      }
      for (const { level, files, fileBytes } of entry.records) {
        for (let at = 0; at < files.length; at++) {
          const size = (await sink.size(filePath(output, level, files[at]!))) ?? 0;
          if (size !== fileBytes[at]) {
            broken.add(entry);
            return;
          }
        }
      }
    },
    { signal },
  );
  return entries.filter((entry) => !broken.has(entry));
}
