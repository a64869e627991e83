import { resolve } from "node:path";
import { throwIfAborted } from "../src/bytes/abort.ts";
import { mapAtOnce } from "../src/bytes/atOnce.ts";
import { firstLook } from "../src/convert/reading/lookAtSource.ts";
import { hexDigest } from "../src/model/hexDigest.ts";
import type { ImageDescription } from "../src/model/image.ts";
import type { SourceReference } from "../src/model/references.ts";
import { isObject } from "../src/model/untrustedJson.ts";
import type { ConversionReport } from "../src/plan/job.ts";
import type { Plan, PlanNote } from "../src/plan/plan.ts";
import type { DestinationFolder } from "../src/store/destination/destinationFolder.ts";
import { openDestination } from "../src/store/destination/openDestination.ts";
import { jsonBytes, readJson } from "../src/store/jsonFile.ts";
import { readJobRecord, removeJobRecords, writeJobRecord } from "../src/store/place/jobRecords.ts";
import { removeReceipts } from "../src/store/place/receipt.ts";
import { readMarker } from "../src/store/storeMarker.ts";
import { storeBefore } from "../src/plan/layout/appendTo.ts";
import { METADATA_FILES } from "../src/zarr/arrayDocuments.ts";
import type { ConvertJob } from "./convertOptions.ts";
import type { StoreArchive } from "./storeArchives.ts";

/** What is said of a job when it is finished. */
export type FinishedJob = {
  report: ConversionReport;
  notes: readonly PlanNote[];
  cost: Plan["cost"];
  /** Files that took the place of its stores. */
  archives: readonly StoreArchive[];
};

/** As it lies in the destination; plain JSON. */
type JobRecord = FinishedJob & {
  recordVersion: 1;
  /** What each of its stores was then (`stateOf`). */
  stores: Record<string, string>;
};

/**
 * The jobs of a call of several that are finished while the call is not. Each lies as a record in its destination until all are, so
 * that the same call makes none again when it goes on: time points that were added would be there twice. A record is of a job, not of the call:
 * one with a mended row finds those of the other rows. It counts for the same source only, and as long as the job's stores are as the jobs of
 * the call left them.
 */
export class FinishedJobs {
  /** Without those of which the settings are wrong, and in the order of the call. */
  readonly #keys: ReadonlyMap<ConvertJob, string>;
  readonly #records = new Map<ConvertJob, JobRecord>();
  /** Why it cannot be known of a job whether it is finished. */
  readonly #problems = new Map<ConvertJob, unknown>();

  private constructor(keys: ReadonlyMap<ConvertJob, string>) {
    this.#keys = keys;
  }

  /**
   * Reads the records of all jobs. A single job needs none: its receipts do for it.
   * @throws `cancelled`
   */
  static async of(jobs: readonly ConvertJob[], signal: AbortSignal): Promise<FinishedJobs> {
    const finished = new FinishedJobs(jobs.length > 1 ? await keysOf(jobs, signal) : new Map());
    for (const [job, key] of finished.#keys) {
      throwIfAborted(signal);
      try {
        const value = await readJobRecord(await folderOf(job), key);
        // Written by this program; a torn file would not have parsed.
        if (isRecord(value)) finished.#records.set(job, value);
      } catch (thrown) {
        finished.#problems.set(job, thrown);
      }
    }
    return finished;
  }

  /**
   * What an earlier run said of a job that it finished; null where it did not, or where source or stores are others
   * now.
   * @throws those of source and destination, `cancelled`
   */
  async find(
    job: ConvertJob,
    source: SourceReference,
    description: ImageDescription,
    signal: AbortSignal,
  ): Promise<FinishedJob | null> {
    if (this.#problems.has(job)) throw this.#problems.get(job);
    const record = this.#records.get(job);
    if (record === undefined) return null;
    const { digest } = await firstLook({ source, description }, signal);
    if (digest !== record.report.sourceFingerprint || !(await this.#isStanding(job, record))) return null;
    const outputs = record.report.outputs.map((output) => ({ ...output, finishedBefore: true as const }));
    const { report, notes, cost, archives } = record;
    return { report: { ...report, outputs }, notes, cost, archives };
  }

  /**
   * Keeps what was finished; on the disk when it resolves.
   * @throws those of the destination
   */
  async add(job: ConvertJob, whole: FinishedJob): Promise<void> {
    const key = this.#keys.get(job);
    if (key === undefined) return;
    const folder = await folderOf(job);
    const stores: Record<string, string> = {};
    for (const { storeName } of whole.report.outputs) stores[storeName] = await stateOf(folder, storeName);
    const record: JobRecord = { recordVersion: 1, ...whole, stores };
    await writeJobRecord(folder, key, record);
    // Behind those of earlier runs: of two records of one store the later one says what it is.
    this.#records.delete(job);
    this.#records.set(job, record);
  }

  /**
   * Removes all records: the call has ended.
   * @throws those of the destinations
   */
  async forget(): Promise<void> {
    for (const [job, key] of this.#keys) {
      const folder = await folderOf(job);
      await removeJobRecords(folder, key);
      // Still there where the record was written and the disk said that it was not.
      await removeReceipts(folder, Object.keys(this.#records.get(job)?.stores ?? {}));
    }
  }

  /** True when each store of a job is what the last job that made something of it has left, or is just being added to. */
  async #isStanding(job: ConvertJob, record: JobRecord): Promise<boolean> {
    const folder = await folderOf(job);
    const beside = await folder.besideStores();
    for (const { name, bytes } of record.archives) if ((await beside.size(name)) !== bytes) return false;
    const archived = new Set(record.archives.map(({ storeName }) => storeName));
    for (const storeName of Object.keys(record.stores)) {
      // Removed, or about to be when the call was stopped.
      if (archived.has(storeName)) continue;
      const marker = await readMarker(await folder.sink(storeName));
      if (marker.kind === "marker" && storeBefore(marker.marker.output) !== null) continue;
      const state = await stateOf(folder, storeName);
      if (marker.kind !== "none" || state !== this.#lastState(job, storeName)) return false;
    }
    return true;
  }

  #lastState(job: ConvertJob, storeName: string): string | undefined {
    const destination = resolve(job.destination);
    const states = [...this.#records]
      .filter(([other]) => resolve(other.destination) === destination)
      .flatMap(([, { stores }]) => stores[storeName] ?? []);
    return states.at(-1);
  }
}

function folderOf({ destination }: ConvertJob): Promise<DestinationFolder> {
  return openDestination({ kind: "node", folder: destination });
}

/** What a job is: the same one a second time in a call is another. How many threads and how much memory it may have does not count. */
async function keysOf(jobs: readonly ConvertJob[], signal: AbortSignal): Promise<Map<ConvertJob, string>> {
  const keys = new Map<ConvertJob, string>();
  const times = new Map<string, number>();
  for (const job of jobs) {
    throwIfAborted(signal);
    const settings = settingsOf(job);
    if (settings === null) continue;
    const { workers: _workers, memoryBudget: _memoryBudget, ...same } = settings;
    const what = JSON.stringify([resolve(job.source), job.sequence, resolve(job.destination), job.archive, same]);
    const time = (times.get(what) ?? 0) + 1;
    times.set(what, time);
    keys.set(job, await hexDigest(jsonBytes([what, time])));
  }
  return keys;
}

function settingsOf(job: ConvertJob): ReturnType<ConvertJob["settings"]> | null {
  try {
    return job.settings();
  } catch {
    // Said when the job's turn comes.
    return null;
  }
}

/** A digest over the metadata of a store and the sizes of all its files. */
async function stateOf(folder: DestinationFolder, storeName: string): Promise<string> {
  const sink = await folder.sink(storeName);
  const facts = await mapAtOnce(await sink.list(), async (path) => {
    const isMetadata = METADATA_FILES.includes(path.split("/").at(-1)!);
    return [path, await sink.size(path), isMetadata ? await readJson(sink, path).catch(() => null) : null];
  });
  return hexDigest(jsonBytes(facts));
}

function isRecord(value: unknown): value is JobRecord {
  return (
    isObject(value) &&
    value.recordVersion === 1 &&
    Array.isArray(value.notes) &&
    Array.isArray(value.archives) &&
    isObject(value.cost) &&
    isObject(value.stores) &&
    isObject(value.report) &&
    Array.isArray(value.report.outputs) &&
    typeof value.report.sourceFingerprint === "string"
  );
}
