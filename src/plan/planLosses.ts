import type { Plan } from "./plan.ts";

/** What a plan says is lost, of the job and of each image that it writes: each sentence once, in the order in which it is written. */
export function planLosses({ notes, outputs }: Pick<Plan, "notes" | "outputs">): string[] {
  const all = [...notes, ...outputs.flatMap((output) => output.notes)];
  return [...new Set(all.filter(({ severity }) => severity === "loss").map(({ text }) => text))];
}
