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

/**
 * What is known and not mended yet. A disk that writes less than it is given, for ever, while copies of several files are kept for an append: one
 * may lie there cut off when the job ends, and whoever puts the old store back cannot tell whether its file was changed after it. It is said, and
 * nothing is changed; the store itself is whole.
 */
const KNOWN = /^short write for ever .*: The copy of \S+ is damaged: the store cannot be put back\./;

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
        const what = thrown instanceof Error ? thrown.message : String(thrown);
        if (!KNOWN.test(what)) broken.push(what);
      }
    }
    if (isSoak()) console.log(`${job.name}: ${[...endings].map(([key, count]) => `${key} ${count}`).join(", ")}`);
    expect(broken.slice(0, SHOWN), `${broken.length} of ${plans.length}`).toEqual([]);
    countRuns(task, "faults", plans.length, job.layout);
  },
);
