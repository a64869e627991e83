import { runsFor, seedFor } from "../figures.mjs";
import { SeededRandom } from "../contract/random.ts";

/** Ways in which the command line is killed: of `killed.slow.test.ts` and `appendKilled.slow.test.ts` together. */
const MODES = 7;

/** How often each of them is, so that together they reach the figure; `at`: which of them it is. */
export function killsOf(at: number): number {
  return Math.max(1, Math.floor((runsFor("kills") + MODES - 1 - at) / MODES));
}

/** Random moments of one of them, each from 0 to 1. */
export function momentsOf(at: number): () => number {
  const random = new SeededRandom(seedFor(0x6b696c6c + at));
  return () => random.next();
}
