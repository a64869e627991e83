import { asZarrdropError } from "../../model/errors.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import type { Plan } from "../../plan/plan.ts";
import { planConversion } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings.ts";
import type { QueueItem } from "./queue.ts";

export type Planned = { plan: Plan; error: null } | { plan: null; error: ZarrdropError };

/** What is known of the destination when it is time to write. */
export type Naming = { existing?: Settings["existing"]; takenNames?: readonly string[] };

/** The settings that hold for an item: its own or those for all, with the scenes chosen in its gallery. */
export function settingsOf(item: QueueItem, shared: Settings): Settings {
  const settings = item.ownSettings ?? shared;
  return item.scenes === null ? settings : { ...settings, scenes: item.scenes };
}

/** The plan of an item, or why there is none. Null while the item is not ready. */
export function planItem(item: QueueItem, shared: Settings, naming: Naming = {}): Planned | null {
  if (item.verdict.kind !== "ready") return null;
  const { existing, takenNames = [] } = naming;
  const settings = settingsOf(item, shared);
  try {
    const plan = planConversion(
      item.verdict.image.description,
      existing === undefined ? settings : { ...settings, existing },
      { takenNames },
    );
    return { plan, error: null };
  } catch (thrown) {
    return { plan: null, error: asZarrdropError(thrown) };
  }
}
