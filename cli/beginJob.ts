import { resolve } from "node:path";
import { beginDistributed } from "../src/convert/distributed/distributedJob.ts";
import { roundsToDo } from "../src/convert/distributed/jobText.ts";
import { textOfRanges } from "../src/convert/distributed/unitNumbers.ts";
import { platform } from "../src/door/node/platform.ts";
import type { ConvertJob, JobRequest } from "./convertOptions.ts";
import { refuseOtherFile, writeJob } from "./jobFile.ts";
import { sayWaiting } from "./sayWaiting.ts";
import { openCall, planCall } from "./plannedCall.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage.ts";

/** `convert … --job FILE`: plans once for many processes, marks the stores, and says which units there are to do. */
export async function beginJob(
  jobs: readonly ConvertJob[],
  { file, atOnce }: JobRequest,
  signal: AbortSignal,
): Promise<number> {
  const [job] = jobs;
  if (jobs.length !== 1 || job === undefined) throw new UsageError("--job takes one source.");
  await refuseOtherFile(file);
  // Processes elsewhere are in other folders.
  const destination = resolve(job.destination);
  const { source, description, plan, ...planned } = await planCall(await openCall(job, signal), destination, signal);
  const distributed = await beginDistributed({ source, description, plan, destination: planned.destination }, atOnce, {
    spawn: platform.spawnUnitWorker,
    cores: 1,
    signal,
    onEvent: sayWaiting,
  });
  await writeJob(file, distributed);
  const rounds = roundsToDo(distributed);
  for (const [index, { units, open }] of rounds.entries()) {
    if (units === null) continue;
    const left = open.length === 0 ? "all done" : `to do: ${textOfRanges(open)}`;
    print(`Round ${index + 1} of ${rounds.length}, units ${textOfRanges([units])}, ${left}\n`);
  }
  if (rounds.length === 0) print("All units are done: what is left is the commit.\n");
  return 0;
}
