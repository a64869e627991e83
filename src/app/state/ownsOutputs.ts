import type { Plan } from "../../plan/plan.ts";

/**
 * True when stores that a run of this plan leaves unfinished are all its own, so that another run may take their place. A store that was
 * left alone is not, and one to which time points were being added holds those that were there before.
 */
export function ownsOutputs(plan: Plan): boolean {
  return plan.settings.existing !== "skip" && plan.outputs.every(({ time }) => time.append === false);
}
