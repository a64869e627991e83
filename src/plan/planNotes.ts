import type { Plan, PlanNote } from "./plan.ts";

/** What a plan says, of the job and of each image that it writes, in the order in which it is written. */
export function planNotes({ notes, outputs }: Pick<Plan, "notes" | "outputs">): PlanNote[] {
  return [...notes, ...outputs.flatMap((output) => output.notes)];
}

/** What of that is lost: each sentence once. */
export function planLosses(plan: Pick<Plan, "notes" | "outputs">): string[] {
  const losses = planNotes(plan).filter(({ severity }) => severity === "loss");
  return [...new Set(losses.map(({ text }) => text))];
}
