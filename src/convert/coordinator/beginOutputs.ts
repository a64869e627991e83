import type { PlaceDecision } from "../../store/place/decidePlace.ts";
import type { LockedJob } from "./lockedJob.ts";
import { refuseFilesInPlaceOfManifests } from "./manifests.ts";
import { folderOf, OutputWriter } from "./outputWriter.ts";
import { OutputPlacer, type PlacedOutput } from "./placeOutputs.ts";
import { sourceFacts } from "./sourceFacts.ts";

/** The outputs of a job, marked or gone on with, each in the order of the plan. */
export type BegunOutputs = {
  placed: readonly PlacedOutput[];
  /** Names of the folders that they are written in. */
  folders: readonly string[];
  /** Null: nothing is to be written. */
  writers: readonly (OutputWriter | null)[];
};

/** How outputs are begun. */
export type BeginOptions = {
  signal: AbortSignal;
  /** How many work on an output that is begun anew: decides how it is cut. */
  workers: number;
  /** May refuse, when it is known of all outputs what is in their place, and nothing was changed. */
  onPlaced?: (placed: readonly PlacedOutput[]) => void;
};

/**
 * Decides about all outputs before any is begun, has the pool open the job, and marks the stores.
 * @throws `exists`, `source-changed`, those of source and destination
 */
export async function beginOutputs(locked: LockedJob, options: BeginOptions): Promise<BegunOutputs> {
  const { job, pool, watch, folder, lock, memory } = locked;
  const { signal, workers, onPlaced } = options;
  const { plan } = job;
  const placer = new OutputPlacer(folder, sourceFacts(job.description, watch.fingerprint));
  const placed: PlacedOutput[] = [];
  for (const output of plan.outputs) placed.push(await placer.place(output, plan.settings, signal));
  onPlaced?.(placed);
  await refuseFilesInPlaceOfManifests(job, folder);
  const folders = plan.outputs.map((output, index) => folderOf(output, tokenOf(placed[index]!.decision)));
  await pool.place({ ...job, folders, lock: lock.token, memory: memory.shares });
  // Only when it is known of all that nothing is in the way.
  const writers = await Promise.all(
    placed.map(async ({ decision, source }, index) => {
      if (decision.kind !== "write" && decision.kind !== "replace") return null;
      const place = { folder, token: tokenOf(decision), source };
      return OutputWriter.begin({ job, pool, watch, index, workers, signal }, place);
    }),
  );
  watch.outputsLeft = writers.filter((writer) => writer !== null).length;
  return { placed, folders, writers };
}

function tokenOf(decision: PlaceDecision): string | null {
  return decision.kind === "replace" ? decision.token : null;
}
