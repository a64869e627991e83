import type { OpenImage } from "../../browser/readingClient.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import type { Plan } from "../../plan/plan.ts";
import { planConversion } from "../../plan/planConversion.ts";
import type { PlanContext } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { canConvert, type Plannable, type QueueItem, settingsOf } from "./queue.ts";

/** A plan, or why there is none. */
export type Planned = { plan: Plan; error: null } | { plan: null; error: ZarrdropError };

/** What is known of the destination when it is time to write. */
export type Naming = PlanContext & { existing?: Settings["existing"] };

/** The last plan of each open image: it is asked for by several parts of the page at every change. */
const lastPlans = new WeakMap<
  OpenImage,
  { settings: Settings; scenes: number[] | null; stores: PlanContext | null; planned: Planned }
>();

/**
 * The plan of an item as it stands, or why there is none. Null while the item is not ready. `stores`: what is known of the
 * destination, for those that add time points to what is there.
 */
export function planItem(item: Plannable, shared: Settings, stores: PlanContext | null = null): Planned | null {
  if (item.verdict.kind !== "ready") return null;
  const { image } = item.verdict;
  const settings = item.ownSettings ?? shared;
  const last = lastPlans.get(image);
  if (last?.settings === settings && last.scenes === item.scenes && last.stores === stores) return last.planned;
  const planned = planWith(image, settingsOf(item, shared), contextFor(settings, stores));
  lastPlans.set(image, { settings, scenes: item.scenes, stores, planned });
  return planned;
}

/** Why an item that is ready cannot be converted as things are set; null for all others. */
export function planProblemOf(
  item: QueueItem,
  { settings, stores }: { settings: Settings; stores: PlanContext | null },
): ZarrdropError | null {
  return canConvert(item) ? (planItem(item, settings, stores)?.error ?? null) : null;
}

/** What is there matters before writing only where it is to be continued; all else is asked about then. */
export function contextFor(settings: Settings, stores: PlanContext | null): PlanContext {
  return settings.existing === "append" && stores !== null ? stores : {};
}

/** The plan of an item for a destination of which the names are known. */
export function planItemFor(item: Plannable, shared: Settings, naming: Naming): Planned | null {
  if (item.verdict.kind !== "ready") return null;
  const { existing, ...context } = naming;
  const settings = settingsOf(item, shared);
  return planWith(item.verdict.image, existing === undefined ? settings : { ...settings, existing }, context);
}

function planWith(image: OpenImage, settings: Settings, context: PlanContext): Planned {
  try {
    return { plan: planConversion(image.description, settings, { ...context, ...machine() }), error: null };
  } catch (thrown) {
    return { plan: null, error: asZarrdropError(thrown) };
  }
}

/** What a plan depends on of the machine: a browser says its cores, tests do not. */
function machine(): Pick<PlanContext, "cores"> {
  return typeof navigator === "undefined" ? {} : { cores: navigator.hardwareConcurrency };
}
