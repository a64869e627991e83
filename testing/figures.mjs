/**
 * How often the project's promises are put to the test, figure by figure: a few times whenever the tests run, as often as CI asks, or
 * as often as `npm run soak` does. Tests say what they did with `countRuns` (vitest) or `trialAnnotation` (Playwright).
 *
 * @typedef {"faults" | "crashStates" | "browserTrials" | "kills" | "fuzz" | "names"} FigureName
 *
 * @typedef {object} Figure
 * @property {string} title For people.
 * @property {readonly ("fast" | "slow" | "journeys")[]} parts Which parts of `npm test` count it together.
 * @property {string[]} where Test files of the figure, as the runner's filter takes them.
 * @property {boolean} perGroup Whether every group (a format, a parser) has to reach it, and not all together.
 * @property {number} local Runs when nothing is said.
 * @property {number} ci Runs with `CI` set.
 * @property {number} soak Runs of the long run.
 *
 * @typedef {{ figure: FigureName; group: string; runs: number }} Count What a test did.
 */

/** @type {Record<FigureName, Figure>} */
export const FIGURES = {
  faults: {
    title: "faults of disk, source, codec and worker, through the engine",
    parts: ["slow"],
    where: ["testing/faults"],
    perGroup: false,
    local: 400,
    ci: 8_000,
    soak: 40_000,
  },
  crashStates: {
    title: "states of the disk after a crash",
    parts: ["slow"],
    where: ["testing/faults"],
    perGroup: false,
    local: 200,
    ci: 2_000,
    soak: 20_000,
  },
  browserTrials: {
    title: "accidents of a browser",
    parts: ["journeys"],
    where: ["e2e/trials"],
    perGroup: false,
    local: 20,
    ci: 20,
    soak: 105,
  },
  kills: {
    title: "kills of the command line",
    parts: ["slow"],
    where: ["cli/killed", "cli/appendKilled"],
    perGroup: false,
    local: 6,
    ci: 20,
    soak: 200,
  },
  fuzz: {
    title: "damaged files and metadata, each ending in pixels or a tagged error within 2 s and 256 MiB",
    parts: ["fast", "slow"],
    where: ["src/formats", "testing/fuzz"],
    perGroup: true,
    local: 500,
    ci: 5_000,
    soak: 500_000,
  },
  names: {
    title: "lists of names",
    parts: ["slow"],
    where: ["testing/names"],
    perGroup: false,
    local: 1_000,
    ci: 10_000,
    soak: 100_000,
  },
};

/** True in a long run; `SOAK` is the share of its figures that is wanted: 1, or less for a taste. */
export function isSoak() {
  return (process.env["SOAK"] ?? "") !== "";
}

/**
 * How many runs are wanted now: of all tests of a figure together, or of each group.
 *
 * @param {FigureName} figure
 * @returns {number}
 */
export function runsFor(figure) {
  const { local, ci, soak } = FIGURES[figure];
  if (isSoak()) return Math.ceil(soak * Number(process.env["SOAK"]));
  return (process.env["CI"] ?? "") === "" ? local : ci;
}

/** Of this thread's long run. @type {number | null} */
let soakSeed = null;

/**
 * Where random choices begin: the same everywhere but in a long run, where each has its own, which is printed.
 *
 * @param {number} fixed
 * @returns {number}
 */
export function seedFor(fixed) {
  if (!isSoak()) return fixed;
  if (soakSeed === null) {
    soakSeed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`SEED=${soakSeed} makes this run again.`);
  }
  return fixed ^ soakSeed;
}

/**
 * Leaves in a vitest test how many runs it made; `figuresReporter.ts` adds them up.
 *
 * @param {{ meta: object }} task The test's own: `test("…", ({ task }) => …)`.
 * @param {FigureName} figure
 * @param {number} runs
 * @param {string} [group] Format or kind, for people, and for figures that each group has to reach.
 */
export function countRuns(task, figure, runs, group = "") {
  const before = countsOf(task.meta);
  Object.assign(task.meta, { figures: [...before, { figure, group, runs }] });
}

/**
 * The counts that a vitest test left in its meta data.
 *
 * @param {object} meta
 * @returns {Count[]}
 */
export function countsOf(meta) {
  // Left there by `countRuns` and by nobody else.
  return /** @type {{ figures?: Count[] }} */ (meta).figures ?? [];
}

/**
 * What a Playwright test says of a trial that it made: `test.info().annotations.push(trialAnnotation("reload"))`.
 *
 * @param {string} kind
 * @param {number} [runs]
 */
export function trialAnnotation(kind, runs = 1) {
  return { type: "browserTrials", description: `${runs} ${kind}` };
}

/**
 * The counts in the annotations of a Playwright test.
 *
 * @param {readonly { type: string; description?: string }[]} annotations
 * @returns {Count[]}
 */
export function countsOfAnnotations(annotations) {
  return annotations
    .filter(({ type }) => type === "browserTrials")
    .map(({ description = "" }) => {
      const [runs = "0", ...kind] = description.split(" ");
      return { figure: "browserTrials", group: kind.join(" "), runs: Number(runs) };
    });
}

/**
 * Counts added up, in the order of the table.
 *
 * @param {readonly Count[]} counts
 * @returns {{ figure: FigureName; wanted: number; runs: number; groups: Map<string, number>; isReached: boolean }[]}
 */
export function sumFigures(counts) {
  return /** @type {FigureName[]} */ (Object.keys(FIGURES)).map((figure) => {
    /** @type {Map<string, number>} */
    const groups = new Map();
    for (const count of counts) {
      if (count.figure === figure) groups.set(count.group, (groups.get(count.group) ?? 0) + count.runs);
    }
    const each = [...groups.values()];
    const runs = each.reduce((sum, more) => sum + more, 0);
    const wanted = runsFor(figure);
    const reached = FIGURES[figure].perGroup ? Math.min(...each) : runs;
    return { figure, wanted, runs, groups, isReached: each.length > 0 && reached >= wanted };
  });
}

/**
 * The sums as lines for people.
 *
 * @param {ReturnType<typeof sumFigures>} sums
 * @returns {string[]}
 */
export function figureLines(sums) {
  return sums.flatMap(({ figure, wanted, runs, groups, isReached }) => {
    const { title, perGroup } = FIGURES[figure];
    const whose = perGroup ? `${groups.size} kinds, ${wanted} wanted of each` : `${wanted} wanted`;
    const head = `${String(runs).padStart(8)} ${title} (${whose})${isReached ? "" : ": NOT REACHED"}`;
    const rows = [...groups]
      .filter(([group]) => group !== "")
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, made]) => `${String(made).padStart(17)} ${group}`);
    return [head, ...rows];
  });
}
