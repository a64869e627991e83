import type { ConversionJob } from "../plan/job.ts";
import type { ChannelStatistics } from "./channelStatistics.ts";
import type { UnitResult } from "./unitRunner.ts";
import { UnitRunner } from "./unitRunner.ts";
import type { WorkUnit } from "./workUnit.ts";

/** A pool member as the coordinator sees it, over Comlink. Calls come one at a time, `cancel` at any time. */
export interface UnitWorkerApi {
  open(job: ConversionJob): Promise<void>;
  /** `onProgress` gets decoded bytes since its last call, at most about ten times a second. */
  run(unit: WorkUnit, onProgress: (bytes: number) => void): Promise<UnitResult>;
  statistics(output: number): Promise<ChannelStatistics[]>;
  cancel(): Promise<void>;
  close(): Promise<void>;
}

const PROGRESS_INTERVAL_MILLISECONDS = 100;

/** The worker's end of `UnitWorkerApi`, to be exposed by the thin entries in `workers/`. */
export function createUnitWorker(): UnitWorkerApi {
  const controller = new AbortController();
  let runner: UnitRunner | null = null;
  const opened = (): UnitRunner => {
    if (runner === null) throw new Error("run before open");
    return runner;
  };
  return {
    async open(job) {
      runner = await UnitRunner.open(job, controller.signal);
    },
    async run(unit, onProgress) {
      let bytes = 0;
      let last = performance.now();
      const report = (): void => {
        if (bytes > 0) onProgress(bytes);
        bytes = 0;
        last = performance.now();
      };
      const result = await opened().run(unit, (more) => {
        bytes += more;
        if (performance.now() - last > PROGRESS_INTERVAL_MILLISECONDS) report();
      });
      report();
      return result;
    },
    async statistics(output) {
      return opened().statistics(output);
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
