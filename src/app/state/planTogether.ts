import { asZarrdropError } from "../../model/errors.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import type { DestinationPlan } from "../../plan/destinationPlan.ts";
import type { StoreInTheWay } from "../../plan/storeLook.ts";
import type { Plan } from "../../plan/plan.ts";
import { storeNamesOf, storesOf } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { nameKey } from "../../plan/layout/storeNames.ts";
import { type ExistingAnswer, type LeftBehind, type QueueItem, settingsOf } from "./queue.ts";

/** The plans of a whole job, made before anything is written. */
export type JobPlans = {
  /** By item, in the order of writing. */
  plans: Map<string, Plan>;
  errors: Map<string, ZarrdropError>;
  /** Outputs that are in the destination already and about which the person must decide. */
  conflicts: Conflict[];
  /** All of the conflicts are stores whose replacement an earlier run began: it can go on. */
  canGoOn: boolean;
  /** What to tell of the destination. */
  remarks: string[];
};

/** An output of an item whose name is taken. */
export type Conflict = StoreInTheWay & { item: string };

/** What a person decided about what is there: for each item, or for those of which nothing is said. */
export type Decided = { answer: ExistingAnswer | null; own?: ReadonlyMap<string, ExistingAnswer> };

/** What the destination is asked: the reading worker answers. */
export type DestinationLook = {
  /**
   * Plans an item; `otherNames`: those of other items' outputs.
   * @throws those of `planForDestination`
   */
  plan(item: QueueItem, settings: Settings, otherNames: readonly string[]): Promise<DestinationPlan>;
  /** Those of the names whose stores were begun and not ended. */
  unfinished(names: readonly string[]): Promise<ReadonlySet<string>>;
};

/** What a run of this plan leaves in the destination if it does not end. */
export function leftBehindBy(plan: Plan): LeftBehind {
  return {
    storeNames: storeNamesOf(plan),
    replaces: plan.settings.existing === "replace",
  };
}

/**
 * Plans several items for one destination. Two files of the same name get distinct outputs. What an earlier, unfinished run of the
 * same conversion left is gone on with; what one of this page left is replaced where the plan changed, without a question.
 * @param decided what the person decided about conflicts; without it they are only reported. `taken`: names of other items' outputs
 */
export async function planTogether(
  items: readonly QueueItem[],
  shared: Settings,
  look: DestinationLook,
  { answer, own, taken = [] }: Decided & { taken?: readonly string[] } = { answer: null },
): Promise<JobPlans> {
  const earlier: string[] = [...taken];
  const result: JobPlans = { plans: new Map(), errors: new Map(), conflicts: [], canGoOn: true, remarks: [] };
  for (const item of items) {
    try {
      const planned = await planBeside(item, shared, look, earlier, own?.get(item.id) ?? answer ?? item.decided);
      if ("conflicts" in planned) {
        result.conflicts.push(...planned.conflicts);
        result.canGoOn &&= planned.canGoOn;
        result.remarks.push(...planned.remarks);
        continue;
      }
      result.plans.set(item.id, planned.plan);
      result.remarks.push(...planned.remarks);
      earlier.push(...storeNamesOf(planned.plan));
    } catch (thrown) {
      result.errors.set(item.id, asZarrdropError(thrown));
    }
  }
  return result;
}

type Conflicts = { conflicts: Conflict[]; canGoOn: boolean; remarks: string[] };

/** The plan of one item beside those of earlier ones, or what is in its way. */
async function planBeside(
  item: QueueItem,
  shared: Settings,
  look: DestinationLook,
  earlier: readonly string[],
  answer: ExistingAnswer | null,
): Promise<DestinationPlan | Conflicts> {
  const settings = settingsOf(item, shared);
  const planAs = (existing: Settings["existing"]): Promise<DestinationPlan> =>
    look.plan(item, { ...settings, existing }, earlier);
  const earlierKeys = new Set(earlier.map(nameKey));
  const isEarlier = (name: string | undefined): boolean => name !== undefined && earlierKeys.has(nameKey(name));
  try {
    const planned = await planAs(settings.existing);
    if (!storeNamesOf(planned.plan).some(isEarlier)) return planned;
    return await planAs("rename");
  } catch (thrown) {
    const error = asZarrdropError(thrown);
    if (error.kind !== "exists" || error.details.setting !== "existing") throw error;
    if (isEarlier(error.details.file)) return planAs("rename");
    const names = error.details.files;
    if (settings.existing !== "refuse" || names === undefined) throw error;
    if (await isOwnLeftover(item.leftBehind, names, look)) return planAs("replace");
    if (answer !== null) return planAs(answer === "resume" ? "replace" : answer);
    // A question of how it could go on, not a decision: what stops it is said once the person has decided.
    const replaced = await planAs("replace").catch(() => null);
    const canGoOn = replaced !== null && names.every((name) => replaced.goesOn.includes(name));
    const conflicts = names.map((storeName) => {
      const stores = replaced === null ? [] : storesOf(replaced.plan);
      return { item: item.id, storeName, wanted: stores.find((each) => each.storeName === storeName) ?? null };
    });
    return { conflicts, canGoOn, remarks: [...(canGoOn ? [] : [error.message]), ...(replaced?.remarks ?? [])] };
  }
}

/** True for what this page began and did not end, and for stores that it was told to replace. */
async function isOwnLeftover(
  leftBehind: LeftBehind | null,
  names: readonly string[],
  look: DestinationLook,
): Promise<boolean> {
  const mine = new Set((leftBehind?.storeNames ?? []).map(nameKey));
  if (leftBehind === null || !names.every((name) => mine.has(nameKey(name)))) return false;
  if (leftBehind.replaces) return true;
  const unfinished = await look.unfinished(names);
  return names.every((name) => unfinished.has(name));
}
