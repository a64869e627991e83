import type { Plan } from "./plan.ts";

/** A plan for what is in its destination. Plain JSON. */
export type DestinationPlan = {
  plan: Plan;
  /** Names of the stores that an earlier run began, and that are gone on with or are done already. */
  goesOn: string[];
  /** Sentences for people: what goes on where, what was finished before, what was put right. */
  remarks: string[];
};
