import { LockedJob, type LockOptions } from "../coordinator/lockedJob.ts";
import { type DistributedJob, roundsOf } from "./distributedJob.ts";
import { SharedOutput } from "./sharedOutput.ts";
import { placesOfUnits, type UnitPlace, type UnitRange } from "./unitNumbers.ts";

/** What a process did for a distributed job; plain JSON. */
export type UnitsReport = { units: number; bytesWritten: number; filesWritten: number; seconds: number };

/**
 * Does some units of a distributed job, whether others did them before or do them now: all write the same bytes, and each file appears whole.
 * They are recorded together at the end, when the source is still what it was: of a process that ends early nothing counts.
 * @throws the first of any unit; `setting` for units that there are not, or before which others have to be done; `source-changed`; `exists` where
 *   the stores are not those of the job, or another job writes them; `cancelled`
 */
export async function runUnits(
  distributed: DistributedJob,
  ranges: readonly UnitRange[],
  options: LockOptions,
): Promise<UnitsReport> {
  const started = performance.now();
  const { id, job, outputs } = distributed;
  const places = placesOfUnits(roundsOf(distributed), ranges);
  const locked = await LockedJob.open(job, { ...options, distributed: { jobId: id, isPart: true } });
  try {
    const { pool, watch, lock, memory } = locked;
    const folders = outputs.map(({ folder }) => folder);
    const shared = new Map<number, SharedOutput>();
    for (const { output } of places) {
      if (!shared.has(output)) shared.set(output, await SharedOutput.open(locked, output, outputs[output]!));
    }
    await pool.place({ ...job, folders, lock: lock.token, memory: memory.shares });
    await pool.open(places.length);
    const report = { units: 0, bytesWritten: 0, filesWritten: 0 };
    for (const { output, stage, ats } of groupsOf(places)) {
      const of = shared.get(output)!;
      await of.refuseBefore(stage);
      const units = ats.map((at) => of.stages[stage]![at]!);
      await of.run(units, ({ bytesWritten, filesWritten }) => {
        report.units++;
        report.bytesWritten += bytesWritten;
        report.filesWritten += filesWritten;
      });
    }
    await watch.lookAgain();
    for (const of of shared.values()) await of.record();
    await pool.close();
    await locked.release();
    return { ...report, seconds: (performance.now() - started) / 1000 };
  } finally {
    await locked.end();
  }
}

/** Units of one stage of one output, in the order in which these come. */
function groupsOf(places: readonly UnitPlace[]): { output: number; stage: number; ats: number[] }[] {
  const groups: { output: number; stage: number; ats: number[] }[] = [];
  for (const { output, stage, at } of places) {
    const group = groups.at(-1);
    if (group?.output === output && group.stage === stage) group.ats.push(at);
    else groups.push({ output, stage, ats: [at] });
  }
  return groups;
}
