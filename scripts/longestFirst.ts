import { BaseSequencer, type TestSpecification } from "vitest/node";
import { FIGURES } from "../testing/figures.mjs";

/** Places in the table of figures, from its top. */
const COUNTED = Object.values(FIGURES).map(({ where }) => where);

/**
 * Files that put a promise to the test as often as CI asks begin first, in the order of the table of figures: they take longest, which their
 * length does not say, and whichever begins last has one core for itself while the other waits.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = COUNTED.findIndex((places) => places.some((place) => moduleId.includes(place)));
  return rank < 0 ? COUNTED.length : rank;
}
