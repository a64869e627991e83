import { FAULTS, type Fault, type FaultPlan } from "./faultGate.ts";

/**
 * So many faults of a job: the same number of each kind, as far as there are operations that it can befall, half of them once and half for
 * ever, spread evenly over the job. `offset`, from 0 to 1, says where in each part of it.
 */
export function chosenPlans(
  counts: ReadonlyMap<Fault, number>,
  wanted: number,
  offset: number,
): Omit<FaultPlan, "before">[] {
  const rarestFirst = FAULTS.map((fault) => ({ fault, count: counts.get(fault)! })).toSorted(
    (a, b) => a.count - b.count,
  );
  const plans: Omit<FaultPlan, "before">[] = [];
  for (const [place, { fault, count }] of rarestFirst.entries()) {
    const share = Math.ceil((wanted - plans.length) / (rarestFirst.length - place) / 2);
    const chosen = Math.min(count, share);
    for (let number = 0; number < chosen; number++) {
      const at = Math.floor(((number + offset) * count) / chosen);
      plans.push({ fault, at, isLasting: false }, { fault, at, isLasting: true });
    }
  }
  return plans;
}
