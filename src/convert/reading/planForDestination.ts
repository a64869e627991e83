import { raceAbort, throwIfAborted } from "../../bytes/abort.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import type { LabelSource } from "../../plan/job.ts";
import type { DestinationPlan } from "../../plan/destinationPlan.ts";
import type { Plan } from "../../plan/plan.ts";
import { type PlannedStore, storeNamesOf, storesOf } from "../../plan/plannedStore.ts";
import { type PlanContext, planConversion } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { nameKey } from "../../plan/layout/storeNames.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { type LockLook, refuseHeld } from "../../store/place/refuseHeld.ts";
import { isStoreOf, readReceipt, type Receipt } from "../../store/place/receipt.ts";
import { foreignFiles } from "../../store/replacement/foreignFiles.ts";
import { newNameOf } from "../../store/replacement/replacementNames.ts";
import { readMarker } from "../../store/storeMarker.ts";
import { CancellableDestination } from "../coordinator/cancellableDestination.ts";
import { OutputPlacer, type PlacedOutput } from "../coordinator/placeOutputs.ts";
import { refuseSourcesAsTargets } from "../coordinator/refuseSourcesAsTargets.ts";
import { planContext } from "./planContext.ts";
import { sourceFacts } from "../coordinator/sourceFacts.ts";
import { firstLook } from "./lookAtSource.ts";

/** What is planned: an opened source, the settings, and where to. */
export type PlanRequest = {
  source: SourceReference;
  description: ImageDescription;
  /** Labels from files of their own, which the description has behind the image's scenes. */
  labels?: readonly LabelSource[] | undefined;
  settings: Settings;
  destination: DestinationReference;
  /** Names that other sources of the same job get. */
  otherNames?: readonly string[];
  /** Is told, in a sentence, that it has to be found out first whether another program still writes in the same place. */
  onWait?: (sentence: string) => void;
  /** Logical processors of the machine. */
  cores?: number;
};

/**
 * Plans a conversion for what is in its destination. Names of stores that the same conversion left unfinished, or
 * finished in a job that is not at its end, are its own: it goes on there in every mode, "rename" among them, which
 * takes no other name that is there. What a killed replacement left half done in the way is put right first.
 * @throws `exists` saying what is in the way; those of `planConversion`; of the source and the destination; `cancelled`
 */
export async function planForDestination(request: PlanRequest, signal?: AbortSignal): Promise<DestinationPlan> {
  const opened = await raceAbort(openDestination(request.destination), signal);
  const destination = new CancellableDestination(opened, signal);
  try {
    return await planInFolder(destination.folder, request, signal);
  } finally {
    destination.end();
  }
}

async function planInFolder(
  folder: DestinationFolder,
  request: PlanRequest,
  signal: AbortSignal | undefined,
): Promise<DestinationPlan> {
  const { source, description, labels = [], settings, destination } = request;
  const fingerprint = await firstLook({ source, description, labels }, signal);
  const placer = new OutputPlacer(folder, sourceFacts(description, fingerprint));
  // Only an append has to know what all the stores are.
  const machine: PlanContext = request.cores === undefined ? {} : { cores: request.cores };
  const context =
    settings.existing === "append"
      ? { ...machine, ...(await raceAbort(planContext(destination, signal), signal)) }
      : machine;
  const found: Found = { remarks: new Set(), goesOn: new Set() };
  // Names that look like the conversion's own, and that a place turned out not to be.
  const refused = new Set<string>();
  for (;;) {
    throwIfAborted(signal);
    const plan = await planAround(placer, request, { context, refused, signal });
    await raceAbort(
      refuseSourcesAsTargets({ source, description, labels, destination, plan }, fingerprint, signal),
      signal,
    );
    // Before anything is put right in a place that is another's.
    const look = {
      ...(request.onWait === undefined ? {} : { onWait: request.onWait }),
      ...(signal === undefined ? {} : { signal }),
    };
    const held = await heldName(folder, plan, settings.existing === "rename" ? refused : null, look);
    if (held !== null) {
      refused.add(held);
      continue;
    }
    const clashes = await placeAll(placer, plan, found, signal);
    const [first] = clashes;
    if (first === undefined) return { plan, remarks: [...found.remarks], goesOn: [...found.goesOn] };
    // Only a name that was kept can be in the way of one that was chosen to be free; every round loses one.
    if (settings.existing !== "rename" || refused.has(first.storeName)) {
      throw together(clashes);
    }
    for (const { storeName } of clashes) refused.add(storeName);
  }
}

/** The name of an output that another job is writing and that can be left to it (`refused`); where it cannot, that is an error. */
async function heldName(
  folder: DestinationFolder,
  plan: Plan,
  refused: ReadonlySet<string> | null,
  look: LockLook,
): Promise<string | null> {
  const storeNames = storeNamesOf(plan);
  try {
    await refuseHeld(folder, storeNames, look);
    return null;
  } catch (thrown) {
    const { kind, details } = asZarrdropError(thrown);
    const name = storeNames.find((storeName) => storeName === details.file);
    if (kind !== "exists" || refused === null || name === undefined || refused.has(name)) throw thrown;
    return name;
  }
}

/** The plan with names that are free in the destination, or that seem to be the conversion's own there. */
async function planAround(
  placer: OutputPlacer,
  { description, settings, otherNames = [] }: PlanRequest,
  { context, refused, signal }: { context: PlanContext; refused: ReadonlySet<string>; signal: AbortSignal | undefined },
): Promise<Plan> {
  const plan = (takenNames: readonly string[]): Plan =>
    planConversion(description, settings, { ...context, takenNames: [...takenNames, ...otherNames] });
  if (settings.existing === "append")
    return planAppend(placer, context, (there) => planConversion(description, settings, there));
  const free = plan([]);
  const there = await placer.names();
  if (settings.existing === "rename") {
    const own = new Set(await ownNames(placer, storesOf(free), there, signal));
    return plan(there.filter((name) => !own.has(name) || refused.has(name)));
  }
  // What has the very name is looked at closely; here only other spellings of it are in the way.
  const exact = new Set(storeNamesOf(free));
  const keys = new Set([...exact].map(nameKey));
  const others = there.filter((name) => !exact.has(name) && keys.has(nameKey(name)));
  if (others.length === 0) return free;
  try {
    return plan(others);
  } catch (thrown) {
    const error = asZarrdropError(thrown);
    throw error.kind === "exists" ? error.with({ files: [error.details.file ?? others[0]!] }) : error;
  }
}

/**
 * The plan of an append. Where a receipt says that the same append was finished already, it is planned from what the store was before,
 * so that the plan is the same and the append is not made twice.
 */
async function planAppend(
  placer: OutputPlacer,
  context: PlanContext,
  planIn: (context: PlanContext) => Plan,
): Promise<Plan> {
  const plan = planIn(context);
  const existingStores = { ...context.existingStores };
  const receipts = new Map<string, Receipt>();
  for (const { storeName } of plan.outputs) {
    const receipt = await readReceipt(placer.folder, storeName);
    if (receipt === null || receipt.before === null) continue;
    receipts.set(storeName, receipt);
    existingStores[storeName] = receipt.before;
  }
  if (receipts.size === 0) return plan;
  const asBefore = planIn({ ...context, existingStores });
  for (const output of asBefore.outputs) {
    const receipt = receipts.get(output.storeName);
    if (receipt === undefined) continue;
    const isSame = receipt.fingerprint === (await placer.fingerprintAs(output, output.storeName));
    const sink = await placer.folder.sink(output.storeName);
    if (isSame && (await isStoreOf(receipt, sink, output))) continue;
    const now = context.existingStores?.[output.storeName];
    if (now === undefined) delete existingStores[output.storeName];
    else existingStores[output.storeName] = now;
  }
  return planIn({ ...context, existingStores });
}

/** What the places of outputs tell. */
type Found = { remarks: Set<string>; goesOn: Set<string> };

type Clash = { storeName: string; error: ZarrdropError };

/** Clashes, and strange files in a store, that are told one by one; there may be hundreds. */
const TOLD = 3;

/** One error for what is in the way of several outputs: it says of each what it is, and names them all. */
function together(clashes: readonly Clash[]): ZarrdropError {
  const { kind, details } = clashes[0]!.error;
  const texts = clashes.slice(0, TOLD).map(({ error }) => error.message);
  if (clashes.length > TOLD) texts.push(`${clashes.length - TOLD} more exist already.`);
  return new ZarrdropError(kind, texts.join(" "), { ...details, files: clashes.map(({ storeName }) => storeName) });
}

/** Looks at the places of all outputs; those that something is in the way of. */
async function placeAll(
  placer: OutputPlacer,
  plan: Plan,
  found: Found,
  signal: AbortSignal | undefined,
): Promise<Clash[]> {
  const clashes: Clash[] = [];
  for (const output of storesOf(plan)) {
    const { storeName } = output;
    try {
      const placed = await placer.place(output, plan.settings, signal);
      for (const text of remarksOn(storeName, placed)) found.remarks.add(text);
      if (goesOn(placed)) found.goesOn.add(storeName);
      if (placed.decision.kind === "replace") {
        const foreign = await foreignFiles(await placer.folder.sink(storeName), signal);
        if (foreign.length > 0) found.remarks.add(goingWithIt(storeName, foreign));
      }
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      if (error.kind !== "exists") throw error;
      clashes.push({ storeName, error });
    }
  }
  return clashes;
}

/** What is in a store that is to be replaced and no part of it. */
function goingWithIt(storeName: string, foreign: readonly string[]): string {
  const named = foreign.slice(0, TOLD).join(", ");
  const more = foreign.length > TOLD ? ` and ${foreign.length - TOLD} more` : "";
  return `${named}${more} in ${storeName} ${foreign.length === 1 ? "is" : "are"} no part of the store and will be removed with it when it is replaced.`;
}

function goesOn({ decision }: PlacedOutput): boolean {
  switch (decision.kind) {
    case "write":
    case "replace":
      return decision.goesOn;
    case "put-in-place":
    case "done":
      return true;
    case "skip":
      return false;
  }
}

/** Names in the destination under which one of the outputs was begun, or finished by a job that is not at its end. */
async function ownNames(
  placer: OutputPlacer,
  outputs: readonly PlannedStore[],
  there: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const bases = outputs.map(({ storeName }) => nameKey(storeName).replace(/\.ome\.zarr$/u, ""));
  const own: string[] = [];
  for (const name of there) {
    throwIfAborted(signal);
    // A name that this job could have chosen: one of its own with a number.
    const numbered = nameKey(name).replace(/(?:_\d+)?\.ome\.zarr$/u, "");
    const whole = nameKey(name).replace(/\.ome\.zarr$/u, "");
    const candidates = outputs.filter((_, at) => bases[at] === numbered || bases[at] === whole);
    if (candidates.length === 0) continue;
    const found = await readMarker(await placer.folder.sink(name));
    const fingerprint =
      found.kind === "marker" ? found.marker.fingerprint : (await readReceipt(placer.folder, name))?.fingerprint;
    for (const output of fingerprint === undefined ? [] : candidates) {
      if ((await placer.fingerprintAs(output, name)) === fingerprint) own.push(name);
    }
  }
  return own;
}

function remarksOn(storeName: string, { decision, recovered }: PlacedOutput): string[] {
  const remarks = recovered === null ? [] : [recovered];
  switch (decision.kind) {
    case "write":
      return decision.goesOn ? [...remarks, `${storeName} was begun by an earlier run: it goes on there.`] : remarks;
    case "replace": {
      const beside = newNameOf(storeName, decision.token);
      return decision.goesOn
        ? [...remarks, `A replacement of ${storeName} was being written in ${beside}: it goes on there.`]
        : remarks;
    }
    case "put-in-place": {
      const beside = newNameOf(storeName, decision.token);
      return [
        ...remarks,
        `The replacement of ${storeName} is finished in ${beside}: it only has to be put in its place.`,
      ];
    }
    case "done":
      return [...remarks, `${storeName} was finished by an earlier run of this job: it is left as it is.`];
    case "skip":
      return remarks;
  }
}
