import { expect, test } from "vitest";
import type { ErrorKind } from "../../src/model/errors.ts";
import { SeededRandom } from "../contract/random.ts";
import { countRuns, runsFor, seedFor } from "../figures.mjs";
import { Findings } from "./findings.ts";
import { endsWell } from "./endsWell.ts";

/** One way to feed a parser. */
export type FuzzCase = {
  name: string;
  /** How many of the mutants of its group it gets, beside the other cases; quick ones get more. Default 1. */
  weight?: number;
  /** Makes a mutant out of the random numbers, and gives what is done with it; making it is not part of what is measured. */
  make: (random: SeededRandom) => () => unknown;
};

/** Cases between two looks at the event loop: the test runner wants to hear from its workers. */
const BATCH = 50;
/** A run of many cases is one test, and in a long run hours: each case has its own limit. */
const TIMEOUT = 24 * 3_600_000;

/**
 * Feeds a group of parsers as many mutants as the figure asks of each group, its cases in turn. Each must end well (`endsWell`). Some must
 * end in a result and some in an error: mutants that are all alike would try nothing. A failure names the case, which its seed makes again.
 */
export function fuzzGroup(group: string, fixedSeed: number, cases: readonly FuzzCase[]): void {
  test(`${group}: hostile input ends well`, { timeout: TIMEOUT }, async ({ task }) => {
    const seed = seedFor(fixedSeed);
    const runs = runsFor("fuzz");
    const turns = cases.flatMap((each) => Array.from({ length: each.weight ?? 1 }, () => each));
    const endings = new Map<ErrorKind | "result", number>();
    const findings = new Findings();
    for (let index = 0; index < runs; index++) {
      const { name, make } = turns[index % turns.length]!;
      const run = make(new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ index));
      try {
        const ending = await endsWell(`${name}, mutant ${index} (seed ${seed})`, run);
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
      } catch (failure) {
        findings.add(failure);
        if (findings.isFull) break;
      }
      if (index % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    findings.throwIfAny();
    const results = endings.get("result") ?? 0;
    expect(results, "mutants that were understood").toBeGreaterThan(runs / 50);
    expect(runs - results, "mutants that were refused").toBeGreaterThan(runs / 50);
    countRuns(task, "fuzz", runs, group);
  });
}
