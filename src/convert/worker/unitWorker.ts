import type { SourceFingerprint } from "../../bytes/fingerprint/sourceFingerprint.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { OutputChunks } from "../../plan/chunkNotes.ts";
import type { ConversionJob } from "../../plan/job.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { ChunkCheck } from "../../store/storeLedger.ts";
import type { Compared, ComparisonRequest } from "./compareWithSource.ts";
import type { PlacedJob } from "./placedJob.ts";
import type { UnitResult, UnitRunner } from "./unitRunner.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** What a pool member tells while it works. */
export type UnitListener = {
  /** Decoded bytes since the last call, and what became of chunks, at most about ten times a second. */
  onProgress: (bytes: number, chunks: OutputChunks[]) => void;
  /** A unit is read and encoded, and its files are on their way to the disk: there is time for the next one. */
  onHandedOver: () => void;
};

/** A pool member as the coordinator sees it, over Comlink. `cancel` comes at any time, a unit also while files of the one before are written. */
export interface UnitWorkerApi {
  /** Loads what units need, so that a job that comes later begins at once. May be left out. */
  prepare(): Promise<void>;
  /** What the files of a job's source are before anything of it is read (`firstLook`); and what all or some of them are later. */
  firstLook(job: ConversionJob): Promise<SourceFingerprint>;
  lookAgain(job: ConversionJob, some: readonly string[] | null): Promise<SourceFingerprint>;
  open(job: PlacedJob, listener: UnitListener): Promise<void>;
  /** Units are done in the order of the calls; each resolves when its files are on disk. */
  run(unit: WorkUnit): Promise<UnitResult>;
  /** Holds what is stored against the source; `isAnew`: opened once more, so that nothing in it was read before. */
  compare(output: number, request: ComparisonRequest, isAnew: boolean): Promise<Compared>;
  verify(output: number, checks: readonly ChunkCheck[]): Promise<StoreDamage[]>;
  cancel(): Promise<void>;
  close(): Promise<void>;
}

const PROGRESS_INTERVAL_MILLISECONDS = 100;

/** The worker's end of `UnitWorkerApi`, to be exposed by the thin entries in `workers/`. */
export function createUnitWorker(): UnitWorkerApi {
  const controller = new AbortController();
  let runner: UnitRunner | null = null;
  const opened = (): UnitRunner => {
    if (runner === null) throw new ZarrdropError("internal", "A worker was asked to work before it had a job.");
    return runner;
  };
  let bytes = 0;
  let reported = performance.now();
  let told: UnitListener = { onProgress: () => {}, onHandedOver: () => {} };
  let before: Promise<unknown> = Promise.resolve();
  const flushProgress = (): void => {
    const chunks = runner?.takeChunks() ?? [];
    if (bytes > 0 || chunks.length > 0) told.onProgress(bytes, chunks);
    bytes = 0;
    reported = performance.now();
  };
  const flushInTime = (): void => {
    if (performance.now() - reported > PROGRESS_INTERVAL_MILLISECONDS) flushProgress();
  };
  // Only one thread of a job looks at files as a whole.
  const looks = () => whileWaiting("disk", import("../reading/lookAtSource.ts"));
  return {
    async prepare() {
      const { loadUnitParts } = await import("./unitRunner.ts");
      await loadUnitParts();
    },
    async firstLook(job) {
      return (await looks()).firstLook(job, controller.signal);
    },
    async lookAgain(job, some) {
      return (await looks()).lookAtSource(job, some, controller.signal);
    },
    async open(job, listener) {
      told = listener;
      // All workers have one script: what only units need is fetched by those that do them.
      const { UnitRunner } = await import("./unitRunner.ts");
      runner = await UnitRunner.open(job, controller.signal);
    },
    async run(unit) {
      const done = before.then(() =>
        opened().run(unit, (more) => {
          bytes += more;
          flushInTime();
        }),
      );
      // Whose failure it is hears of it; the next unit only has to wait.
      before = done.catch(() => undefined);
      try {
        const { onDisk } = await done;
        flushProgress();
        told.onHandedOver();
        return await onDisk;
      } catch (thrown) {
        await runner?.stopped();
        throw thrown;
      }
    },
    async compare(output, request, isAnew) {
      return opened().compare(output, request, isAnew);
    },
    async verify(output, checks) {
      const damages = await opened().verify(output, checks, flushInTime);
      flushProgress();
      return damages;
    },
    async cancel() {
      controller.abort();
    },
    async close() {
      runner?.close();
      runner = null;
    },
  };
}
