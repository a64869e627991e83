import { expect, test } from "vitest";
import type { ErrorKind } from "../../src/model/errors.ts";
import type { SeededRandom } from "../contract/random.ts";
import { endsWell } from "./endsWell.ts";
import { FUZZ_TIMEOUT, tryMutants } from "./tryMutants.ts";

/** One way to feed a parser. */
export type FuzzCase = {
  name: string;
  /** How many of the mutants of its group it gets, beside the other cases; quick ones get more. Default 1. */
  weight?: number;
  /** Makes a mutant out of the random numbers, and gives what is done with it; making it is not part of what is measured. */
  make: (random: SeededRandom) => () => unknown;
};

/**
 * Feeds a group of parsers as many mutants as the figure asks of each group, its cases in turn. Each must end well (`endsWell`). Some must
 * end in a result and some in an error: mutants that are all alike would try nothing. A failure names the case, which its seed makes again.
 */
export function fuzzGroup(group: string, seed: number, cases: readonly FuzzCase[]): void {
  test(`${group}: hostile input ends well`, { timeout: FUZZ_TIMEOUT }, async ({ task }) => {
    const turns = cases.flatMap((each) => Array.from({ length: each.weight ?? 1 }, () => each));
    const endings = new Map<ErrorKind | "result", number>();
    let turn = 0;
    const attempt = async (random: SeededRandom, label: string): Promise<void> => {
      const { name, make } = turns[turn++ % turns.length]!;
      const ending = await endsWell(`${name}, ${label}`, make(random));
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    };
    const { runs, findings } = await tryMutants({ task, group, share: 1, seed, attempt });
    findings.throwIfAny();
    const results = endings.get("result") ?? 0;
    expect(results, "mutants that were understood").toBeGreaterThan(runs / 50);
    expect(runs - results, "mutants that were refused").toBeGreaterThan(runs / 50);
  });
}
