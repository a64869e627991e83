import type { ZarrdropError } from "../../model/errors.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlanContext } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings.ts";
import { nameKey } from "../../plan/storeNames.ts";
import type { ExistingAnswer } from "./appState.ts";
import { planItem, planItemFor } from "./planning.ts";
import type { LeftBehind, QueueItem } from "./queue.ts";

/** The plans of a whole job, made before anything is written. */
export type JobPlans = {
  /** By item, in the order of writing. */
  plans: Map<string, Plan>;
  errors: Map<string, ZarrdropError>;
  /** Names of outputs that are in the destination already and about which the person must decide. */
  conflicts: string[];
};

/** What a run of this plan leaves in the destination if it does not end. */
export function leftBehindBy(plan: Plan): LeftBehind {
  return {
    storeNames: plan.outputs.map((output) => output.storeName),
    outputsKey: JSON.stringify(plan.outputs),
  };
}

/**
 * Plans several items for one destination. Two files of the same name get distinct outputs. What an earlier, unfinished run of
 * an item left behind is gone on with, or replaced where the plan changed, without a question.
 * @param there names in the destination, and what is known of the stores to which time points are to be added
 * @param answer what the person decided about conflicts; without it they are only reported
 */
export function planTogether(
  items: readonly QueueItem[],
  shared: Settings,
  there: { names: ReadonlySet<string>; stores: PlanContext | null },
  answer: ExistingAnswer | null = null,
): JobPlans {
  const thereKeys = new Set([...there.names].map(nameKey));
  const earlier: string[] = [];
  const result: JobPlans = { plans: new Map(), errors: new Map(), conflicts: [] };
  for (const item of items) {
    let planned = planItem(item, shared, there.stores);
    if (planned?.plan) {
      const names = planned.plan.outputs.map((output) => output.storeName);
      const mine = new Set((item.leftBehind?.storeNames ?? []).map(nameKey));
      const inTheWay = names.filter((name) => thereKeys.has(nameKey(name)));
      const earlierKeys = new Set(earlier.map(nameKey));
      const asks = planned.plan.settings.existing === "refuse" && inTheWay.length > 0;
      if (names.some((name) => earlierKeys.has(nameKey(name)))) {
        planned = planItemFor(item, shared, { existing: "rename", takenNames: [...there.names, ...earlier] });
      } else if (planned.plan.settings.existing === "rename") {
        planned = planItemFor(item, shared, { takenNames: [...there.names, ...earlier] });
      } else if (asks && inTheWay.every((name) => mine.has(nameKey(name)))) {
        // The same conversion goes on where it stopped; another one takes the place of what it left.
        const goesOn = item.leftBehind?.outputsKey === leftBehindBy(planned.plan).outputsKey;
        if (!goesOn) planned = planItemFor(item, shared, { existing: "replace" });
      } else if (asks && answer === null) {
        result.conflicts.push(...inTheWay);
      } else if (asks && answer !== null && answer !== "resume") {
        planned = planItemFor(item, shared, { existing: answer, takenNames: [...there.names, ...earlier] });
      }
    }
    if (planned?.error) result.errors.set(item.id, planned.error);
    if (planned?.plan) {
      result.plans.set(item.id, planned.plan);
      earlier.push(...planned.plan.outputs.map((output) => output.storeName));
    }
  }
  return result;
}
