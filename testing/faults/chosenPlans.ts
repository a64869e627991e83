import type { Cell, Fault, FaultPlan } from "./faultGate.ts";

/** What is chosen of a fault. */
export type ChosenPlan = Omit<FaultPlan, "before">;

/**
 * So many faults of a job: the same number of each kind in each place, as far as there are operations that it can befall, half of them once and half for
 * ever, spread evenly over the job. `offset`, from 0 to 1, says where in each part of it.
 */
export function chosenPlans(counts: ReadonlyMap<Cell, number>, wanted: number, offset: number): ChosenPlan[] {
  const rarestFirst = [...counts].toSorted(([, a], [, b]) => a - b);
  const plans: ChosenPlan[] = [];
  for (const [place, [cell, count]] of rarestFirst.entries()) {
    // A cell is a place and a fault: `Cell`.
    const [where, fault] = cell.split(": ") as [FaultPlan["where"], Fault];
    const share = Math.ceil((wanted - plans.length) / (rarestFirst.length - place) / 2);
    const chosen = Math.min(count, share);
    for (let number = 0; number < chosen; number++) {
      const at = Math.floor(((number + offset) * count) / chosen);
      plans.push({ fault, where, at, isLasting: false }, { fault, where, at, isLasting: true });
    }
  }
  return plans;
}
