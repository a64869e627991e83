import { OWN_RULES } from "./ownRules.ts";
import type { PlanningRules } from "./planningRules.ts";
import { REFERENCE_RULES } from "./reference/referenceRules.ts";
import type { Settings } from "./settings/settings.ts";

/** The rules by which settings are meant. */
export function rulesFor({ compatibility }: Pick<Settings, "compatibility">): PlanningRules {
  return compatibility === "none" ? OWN_RULES : REFERENCE_RULES;
}
