import type { OutputReport } from "../../plan/job.ts";
import { isHierarchy, pathInStore, storesOf, type WholeHierarchy } from "../../plan/plannedStore.ts";
import { placeImage } from "../../store/hierarchy/placeImage.ts";
import type { PlaceDecision } from "../../store/place/decidePlace.ts";
import { storeFingerprint } from "../../store/storeMarker.ts";
import { HierarchyWriter } from "./hierarchyWriter.ts";
import type { LockedJob } from "./lockedJob.ts";
import { refuseFilesInPlaceOfManifests } from "./manifests.ts";
import { folderOf, OutputWriter } from "./outputWriter.ts";
import { OutputPlacer, type PlacedOutput } from "./placeOutputs.ts";
import { sourceFacts } from "./sourceFacts.ts";

/** The outputs of a job, marked or gone on with, each in the order of the plan. */
export type BegunOutputs = {
  /** By store (`storesOf`). */
  placed: readonly PlacedOutput[];
  /** The folders that they are written in. */
  folders: readonly string[];
  /** Null: nothing is to be written. Of a hierarchy that needs nothing there is one for all, as it is one store. */
  writers: readonly (OutputWriter | null)[];
  /** In which order they are written: numbers in `writers`. */
  order: readonly number[];
  /** Present where the outputs are images of one store that is to be written. */
  hierarchy?: {
    writer: HierarchyWriter;
    /** By output, of those that an earlier run wrote. */
    done: readonly (OutputReport | null)[];
  };
};

/** How outputs are begun. */
export type BeginOptions = {
  signal: AbortSignal;
  /** How many work on an output that is begun anew: decides how it is cut. */
  workers: number;
  /** May refuse, when it is known of all stores what is in their place, and nothing was changed. */
  onPlaced?: (placed: readonly PlacedOutput[]) => void;
};

/**
 * Decides about all stores before any is begun, has the pool open the job, and marks the stores.
 * @throws `exists`, `source-changed`, those of source and destination
 */
export async function beginOutputs(locked: LockedJob, options: BeginOptions): Promise<BegunOutputs> {
  const { job, pool, watch, folder, lock, memory } = locked;
  const { signal, onPlaced } = options;
  const { plan } = job;
  const placer = new OutputPlacer(folder, sourceFacts(job.description, watch.fingerprint));
  const stores = storesOf(plan);
  const placed: PlacedOutput[] = [];
  for (const store of stores) placed.push(await placer.place(store, plan.settings, signal));
  onPlaced?.(placed);
  await refuseFilesInPlaceOfManifests(job, folder);
  const folders = stores.flatMap((store, index) => {
    const name = folderOf(store, tokenOf(placed[index]!.decision));
    return isHierarchy(store) ? store.images.map((image) => name + pathInStore(store, image)) : [name];
  });
  await pool.place({ ...job, folders, lock: lock.token, memory: memory.shares });
  // Only when it is known of all that nothing is in the way.
  const [first] = stores;
  const begun =
    first !== undefined && isHierarchy(first)
      ? await beginHierarchy(locked, options, first, placed[0]!)
      : await beginSingle(locked, options, placed);
  watch.outputsLeft = begun.writers.filter((writer) => writer !== null).length;
  return { placed, folders, ...begun };
}

async function beginSingle(
  locked: LockedJob,
  options: BeginOptions,
  placed: readonly PlacedOutput[],
): Promise<Pick<BegunOutputs, "writers" | "order">> {
  const writers = await Promise.all(placed.map((each, index) => beginOutput(locked, options, index, each)));
  return { writers, order: [...writers.keys()] };
}

async function beginOutput(
  { job, pool, watch, folder }: LockedJob,
  { workers, signal }: BeginOptions,
  index: number,
  { decision, source }: PlacedOutput,
): Promise<OutputWriter | null> {
  if (!isToWrite(decision)) return null;
  const place = { folder, token: tokenOf(decision), source };
  return OutputWriter.begin({ job, pool, watch, index, workers, signal }, place);
}

async function beginHierarchy(
  { job, pool, watch, folder }: LockedJob,
  { workers, signal }: BeginOptions,
  hierarchy: WholeHierarchy,
  placed: PlacedOutput,
): Promise<Pick<BegunOutputs, "writers" | "order" | "hierarchy">> {
  if (!isToWrite(placed.decision)) return NOTHING_TO_WRITE;
  const { settings } = job.plan;
  const token = tokenOf(placed.decision);
  const writer = await HierarchyWriter.begin({ folder, token, hierarchy, settings, signal }, placed);
  if (await writer.closeIfWritten()) return NOTHING_TO_WRITE;
  const facts = sourceFacts(job.description, watch.fingerprint);
  const writers: (OutputWriter | null)[] = [];
  const done: (OutputReport | null)[] = [];
  for (const [index, image] of hierarchy.images.entries()) {
    const source = facts(image.scene);
    const fingerprint = await storeFingerprint(source, image);
    const receipt = await placeImage(writer.images, image, { fingerprint, settings }, signal);
    const place = { folder: writer.images, token: null, source };
    done.push(receipt?.report ?? null);
    writers.push(
      receipt === null ? await OutputWriter.begin({ job, pool, watch, index, workers, signal }, place) : null,
    );
  }
  // An image that is the root shows the store as whole: it comes after its labels.
  const isRoot = (index: number): boolean => hierarchy.images[index]!.storeName === hierarchy.storeName;
  const order = [...writers.keys()].sort((a, b) => Number(isRoot(a)) - Number(isRoot(b)));
  return { writers, order, hierarchy: { writer, done } };
}

/** Of a whole hierarchy. */
const NOTHING_TO_WRITE = { writers: [null], order: [0] };

function isToWrite({ kind }: PlaceDecision): boolean {
  return kind === "write" || kind === "replace";
}

function tokenOf(decision: PlaceDecision): string | null {
  return decision.kind === "replace" ? decision.token : null;
}
