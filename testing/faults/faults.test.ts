import { expect, test } from "vitest";
import { countRuns, isSoak, runsFor, seedFor } from "../figures.mjs";
import { SeededRandom } from "../contract/random.ts";
import { chosenPlans } from "./chosenPlans.ts";
import type { Fault } from "./faultGate.ts";
import { JOBS } from "./jobs.ts";
import { ReferenceRun } from "./referenceRun.ts";
import { type Ending, runDisturbed } from "./trial.ts";

/** Of a long run; the others take seconds. */
const LONGEST = 10 * 3600 * 1000;
/** What is shown of what went wrong. */
const SHOWN = 10;

const random = new SeededRandom(seedFor(11));

test.for(JOBS)(
  "$name: whatever fails, it ends whole and equal, or marked, and the same call ends it",
  { timeout: LONGEST },
  async (job, { task }) => {
    const reference = await ReferenceRun.of(job);
    const endings = new Map<string, number>();
    const note = (fault: Fault, ending: Ending | "broken"): void => {
      const key = `${fault}: ${ending}`;
      endings.set(key, (endings.get(key) ?? 0) + 1);
    };
    const broken: string[] = [];
    const plans = chosenPlans(reference.counts, runsFor("faults") / JOBS.length, isSoak() ? random.next() : 0.5);
    for (const plan of plans) {
      try {
        note(plan.fault, await runDisturbed(reference, plan));
      } catch (thrown) {
        note(plan.fault, "broken");
        broken.push(thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
    if (isSoak()) console.log(`${job.name}: ${[...endings].map(([key, count]) => `${key} ${count}`).join(", ")}`);
    expect(broken.slice(0, SHOWN), `${broken.length} of ${plans.length}`).toEqual([]);
    countRuns(task, "faults", plans.length, job.layout);
  },
);
