import { SeededRandom } from "../contract/random.ts";
import { countRuns, isSoak, runsFor, seedFor } from "../figures.mjs";
import { Findings } from "./findings.ts";

/** Cases between two looks at the event loop: the test runner wants to hear from its workers. */
const BATCH = 50;
/** Of a test: a run of many cases is one, and in a long run hours. Each case has its own limit. */
export const FUZZ_TIMEOUT = 24 * 3_600_000;

/** A run of mutants. */
export type MutantRun = {
  /** Where it is counted: `task` of the vitest test, and what is fuzzed. */
  task: { meta: object };
  group: string;
  /** Share of what the figure asks of the group. */
  share: number;
  /** The same mutants for the same seed; a long run has its own (`seedFor`). */
  seed: number;
  /** Tries one; throws what did not end well. */
  attempt: (random: SeededRandom, label: string) => Promise<void>;
};

/** Tries as many mutants as are wanted now and counts them. Returns how many, and what was found, to which a test may add. */
export async function tryMutants({ task, group, share, seed, attempt }: MutantRun) {
  const seedNow = seedFor(seed);
  const runs = Math.ceil(runsFor("fuzz") * share);
  const findings = new Findings();
  const start = process.cpuUsage();
  for (let index = 0; index < runs && !findings.isFull; index++) {
    const random = new SeededRandom(Math.imul(seedNow, 0x9e3779b1) ^ index);
    await attempt(random, `mutant ${index} (seed ${seedNow})`).catch((failure: unknown) => findings.add(failure));
    if (index % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(start);
  if (isSoak()) console.log(`${group}: ${runs} mutants in ${Math.round((user + system) / 1e6)} s of processor`);
  countRuns(task, "fuzz", runs, group);
  return { runs, findings };
}
