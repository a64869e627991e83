import { ZarrdropError } from "../../model/errors.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { beginOutputs } from "../coordinator/beginOutputs.ts";
import { LockedJob, type LockOptions } from "../coordinator/lockedJob.ts";
import { randomToken } from "../../model/hexDigest.ts";
import { type UnitRound, unitRounds } from "./unitNumbers.ts";

/** A conversion whose units are done by many processes, of one machine or of several that have a file system in common. Plain JSON. */
export type DistributedJob = {
  /** Sixteen hexadecimal digits that its processes know each other by. */
  id: string;
  job: ConversionJob;
  outputs: DistributedOutput[];
};

/** What the processes have to agree on of one output. */
export type DistributedOutput = {
  /** Name of the folder that it is written in. */
  folder: string;
  /** Of the store (`storeFingerprint`): what its marker says. */
  fingerprint: string;
  /** Of each stage: how many units it has, and at which places of it those are that were not done when the job was begun. Empty: nothing is to be written. */
  stages: { count: number; open: number[] }[];
};

/** The rounds of all units of a job. */
export function roundsOf({ outputs }: Pick<DistributedJob, "outputs">): UnitRound[] {
  return unitRounds(outputs.map(({ stages }) => stages.map(({ count }) => count)));
}

/**
 * Begins a job that many are to work on, or goes on with it: its stores are marked, its units counted. `atOnce`: how many are to work at the same
 * time, which decides how an output that is begun anew is cut.
 * @throws those of `convert` before its first unit; `setting` for what one process alone can do
 */
export async function beginDistributed(
  job: ConversionJob,
  atOnce: number,
  options: LockOptions,
): Promise<DistributedJob> {
  const growing = job.plan.outputs.find(({ time }) => time.append !== false);
  if (growing !== undefined) {
    throw new ZarrdropError("setting", `Time points are added to ${growing.storeName} by one process alone.`, {
      setting: "existing",
      file: growing.storeName,
      safe: "Nothing was changed.",
      advice: "Convert without a job file.",
    });
  }
  if (job.plan.hierarchy !== undefined) {
    throw new ZarrdropError("setting", "A store of several images is written by one process alone.", {
      setting: "layout",
      file: job.plan.hierarchy.storeName,
      safe: "Nothing was changed.",
      advice: "Write one store per scene, or convert without a job file.",
    });
  }
  const locked = await LockedJob.open(job, options);
  try {
    const { placed, folders, writers } = await beginOutputs(locked, { signal: options.signal, workers: atOnce });
    const outputs = placed.map(({ fingerprint }, index) => ({
      folder: folders[index]!,
      fingerprint,
      stages: writers[index]?.stages ?? [],
    }));
    await locked.pool.close();
    await locked.release();
    return { id: randomToken(), job, outputs };
  } finally {
    await locked.end();
  }
}
