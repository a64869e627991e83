import type { ConversionJob } from "../../plan/job.ts";
import type { MemoryShares } from "../../plan/layout/memory/shares.ts";

/** A job as the pool's members get it. */
export type PlacedJob = ConversionJob & {
  /** By output: the folder that it is written in, which is not its `storeName` while its store is being replaced. */
  folders: readonly string[];
  /** The token of the job's lock on its stores (`JobLock`): nothing is written once that is gone. */
  lock: string;
  /** What each worker's parts may hold. */
  memory: MemoryShares;
};
