import { ZarrdropError } from "../../model/errors.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { ChunkCheck } from "../../store/storeLedger.ts";
import type { PlacedJob } from "./placedJob.ts";
import type { UnitResult, UnitRunner } from "./unitRunner.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** A pool member as the coordinator sees it, over Comlink. Calls come one at a time, `cancel` at any time. */
export interface UnitWorkerApi {
  /** `onProgress` gets decoded bytes since its last call, at most about ten times a second. */
  open(job: PlacedJob, onProgress: (bytes: number) => void): Promise<void>;
  run(unit: WorkUnit): Promise<UnitResult>;
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
  let report: (bytes: number) => void = () => {};
  const flushProgress = (): void => {
    if (bytes > 0) report(bytes);
    bytes = 0;
    reported = performance.now();
  };
  return {
    async open(job, onProgress) {
      report = onProgress;
      // All workers have one script: what only units need is fetched by those that do them.
      const { UnitRunner } = await import("./unitRunner.ts");
      runner = await UnitRunner.open(job, controller.signal);
    },
    async run(unit) {
      const result = await opened().run(unit, (more) => {
        bytes += more;
        if (performance.now() - reported > PROGRESS_INTERVAL_MILLISECONDS) flushProgress();
      });
      flushProgress();
      return result;
    },
    async verify(output, checks) {
      return opened().verify(output, checks);
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
