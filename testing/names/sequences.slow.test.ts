import { expect, test } from "vitest";
import { isClutter, treeOfPaths } from "../../src/browser/folderTree.ts";
import { groupSources } from "../../src/browser/grouping.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { layoutSequence } from "../../src/sequence/sequenceLayout.ts";
import { proposePattern } from "../../src/sequence/proposePattern.ts";
import { SeededRandom } from "../contract/random.ts";
import { countRuns, runsFor, seedFor } from "../figures.mjs";
import { hostileName } from "./hostileNames.ts";

/** Half of the lists; the others are of names of stores. */
const RUNS = Math.ceil(runsFor("names") / 2);
/** Every so many lists there is one of ten thousand names. */
const LARGE_EVERY = 500;
const LARGE = 10_000;
/** Most processor time of a list, in milliseconds: anything quadratic over a large one, or over one long name, takes minutes. */
const LONGEST = 1500;

const FORMS: readonly ((random: SeededRandom, at: number) => string)[] = [
  (_, at) => `img_t${String(at % 7).padStart(3, "0")}_c${at % 3}_z${at}.tif`,
  (random, at) => `${random.pick(["DAPI", "GFP", "far-red", "Alexa 488"])}_${at}.tif`,
  (_, at) => `pos${at % 4}/t${Math.floor(at / 4)}.tiff`,
  (_, at) => `r0${at % 3}c0${at % 2}f01p0${at % 5}-ch1sk${at}fk1fl1.tiff`,
  (random, at) => `scan ${random.below(5)} (${at}).png`,
  (_, at) => `a_w1DAPI_s${at % 3}_t${at}.TIF`,
  (random, at) => `constructor${at}_T0001F001L01A01Z0${random.below(9)}C01.tif`,
  (_, at) => `00000000-0000-0000-0000-0000000000${at % 10}0_${at}.tif`,
  (random) => `${hostileName(random)}.tif`,
  (random, at) => `${"a1".repeat(random.pick([1, 20, 2000]))}_${at}.tif`,
  (random, at) => `${"_".repeat(random.pick([1, 50, 5000]))}${at}.tif`,
  (random, at) => `{t}{c:2}${at}{{${random.below(3)}}}.tif`,
];

/** Names as programs write them, with strangers between them; each once. */
function fileList(random: SeededRandom, length: number): string[] {
  const forms = Array.from({ length: 1 + random.below(3) }, () => random.pick(FORMS));
  const names = Array.from({ length }, (_, at) => {
    const name = random.pick(forms)(random, at);
    // What a folder can hold: no empty segments.
    return (
      name
        .replaceAll("\\", "_")
        .replace(/^\/+|\/+$/g, "")
        .replace(/\/+/g, "/") || "x"
    );
  });
  return [...new Set(names)];
}

function shuffled(names: readonly string[], random: SeededRandom): string[] {
  const result = [...names];
  for (let at = result.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}

test(
  "every file of a list is in one place, whatever its order, in no time",
  { timeout: 24 * 3_600_000 },
  async ({ task }) => {
    const seed = seedFor(2407);
    for (let index = 0; index < RUNS; index++) {
      const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ index);
      const names = fileList(random, index % LARGE_EVERY === 0 ? LARGE : 1 + random.below(40));
      const label = `list ${index} (seed ${seed}): ${JSON.stringify(names.slice(0, 10)).slice(0, 500)}`;
      const start = process.cpuUsage();
      const pattern = proposePattern(names);
      const layout = pattern === null ? null : layoutOf(names, pattern);
      const { user } = process.cpuUsage(start);
      expect(user / 1000, `${label}: milliseconds`).toBeLessThan(LONGEST);
      expect(proposePattern(shuffled(names, random)), label).toEqual(pattern);
      if (layout !== null) {
        const placed = layout.scenes.flatMap(({ files }) => [...files.values()]);
        const all = [...placed, ...layout.ignored, ...layout.clashes.map(({ path }) => path)];
        expect(all.toSorted(), label).toEqual(names.toSorted());
      }
      await expectGrouped(names, label);
    }
    countRuns(task, "names", RUNS, "files of sequences");
  },
);

/** A pattern that was proposed fits; only an image that would be too large for any is refused. */
function layoutOf(names: readonly string[], pattern: NonNullable<ReturnType<typeof proposePattern>>) {
  try {
    return layoutSequence(names, pattern);
  } catch (error) {
    if (error instanceof ZarrdropError && error.kind === "limit") return null;
    throw error;
  }
}

/** As files that were dropped: each that is no clutter is one candidate. */
async function expectGrouped(names: readonly string[], label: string): Promise<void> {
  const candidates = await groupSources(treeOfPaths(names.map((path) => ({ path, file: new File([], "x") }))));
  const expected = names.filter((path) => !isClutter(path.slice(path.lastIndexOf("/") + 1)));
  expect(candidates.map(({ path }) => path).toSorted(), label).toEqual(expected.toSorted());
}
