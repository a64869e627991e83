import { expect, test, vi } from "vitest";
import { countRuns, FIGURES, isSoak, runsFor, seedFor } from "../figures.mjs";
import { SeededRandom } from "../contract/random.ts";
import { chosenPlans } from "./chosenPlans.ts";
import { FAULTS, type Fault, type FaultPlan } from "./faultGate.ts";
import { JOBS } from "./jobs.ts";
import { ReferenceRun } from "./referenceRun.ts";
import { type Ending, runDisturbed } from "./trial.ts";

// Bands of a plane that is small, and picture codecs that can be disturbed.
vi.mock(import("../../src/plan/layout/memory/bandLimits.ts"), async (original) => ({
  ...(await original()),
  WORTHWHILE_BYTES: 2048,
}));
vi.mock(import("../../src/codecs/picturesWasm.ts"), async (original) => {
  const [real, { gatedLoader }] = await Promise.all([original(), import("./gatedPictures.ts")]);
  return { ...real, loadPictureProgram: gatedLoader(real.loadPictureProgram) };
});

/** Of a long run; the others take seconds. */
const LONGEST = 10 * 3600 * 1000;
/** What is shown of what went wrong. */
const SHOWN = 10;

/** What can go wrong where: only a destination is written, only a codec computes, and a thread can be lost in all that it does. */
const PLACES: Record<FaultPlan["where"], readonly Fault[]> = {
  destination: FAULTS.filter((fault) => fault !== "codec throws" && fault !== "wrong length"),
  source: [
    "permission",
    "gone",
    "locked",
    "generic",
    "hang",
    "unreadable",
    "short read",
    "out of memory",
    "worker dies",
  ],
  codec: ["hang", "codec throws", "wrong length", "out of memory", "worker dies"],
  worker: ["hang", "worker dies"],
};

/** Of all jobs together. */
const reached = new Set<string>();

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
    for (const { where, fault, isLasting } of plans) {
      reached.add(`${job.layout}, ${where}: ${fault}${isLasting ? " for ever" : ""}`);
    }
    expect(broken.slice(0, SHOWN), `${broken.length} of ${plans.length}`).toEqual([]);
    countRuns(task, "faults", plans.length, job.layout);
  },
);

test.skipIf(runsFor("faults") < FIGURES.faults.ci)(
  "each fault befell each place where it can, once and for ever, in each layout",
  () => {
    const cells = Object.entries(PLACES).flatMap(([where, faults]) =>
      faults.flatMap((fault) => [`${where}: ${fault}`, `${where}: ${fault} for ever`]),
    );
    const wanted = ["v2", "v3", "sharded", "zip"].flatMap((layout) => cells.map((cell) => `${layout}, ${cell}`));
    expect(wanted.filter((cell) => !reached.has(cell))).toEqual([]);
    // And no fault is left out.
    expect(FAULTS.filter((fault) => !Object.values(PLACES).some((faults) => faults.includes(fault)))).toEqual([]);
  },
);
