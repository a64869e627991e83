import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsOfAnnotations, figureLines, FIGURES, sumFigures } from "../testing/figures.mjs";
import { ensureCommandLine } from "./build.mjs";
import { ensurePackage } from "./buildPackage.mjs";
import { findBrowser } from "./findBrowser.mjs";
import { findPython } from "./findPython.mjs";
import { installViewers } from "./install.mjs";
import { failuresOfJourneys, failuresOfUnits, failuresWith } from "./testFailures.mjs";

/**
 * What a runner says. `failures`: the names and words of what failed, as far as its report has them. `unable`: why it could not run on
 * this machine.
 *
 * @typedef {{ name: string; passed: number; failed: number; skipped: number; seconds: number; failures?: string[]; unable?: string }} Outcome
 */

/** @typedef {(typeof UNIT_PARTS)[number]} UnitPart */
const UNIT_PARTS = /** @type {const} */ (["fast", "slow", "units"]);

const NO_BROWSER = "no Chromium here; install one or set CHROME_PATH";
const NO_PYTHON = "no Python 3.11 or later, or its packages cannot be had";

/** Types and doors between rooms, lint, format, unused code. @param {string} root @returns {Promise<Outcome[]>} */
export async function checks(root) {
  return [
    await command(root, "types", "typescript", "tsc", ["-b"]),
    await command(root, "lint", "oxlint", "oxlint", ["--type-aware", "--deny-warnings"]),
    await command(root, "format", "oxfmt", "oxfmt", ["--check"]),
    await command(root, "unused code", "knip", "knip", ["--no-progress"]),
  ];
}

/** Ending of the tests that take seconds, because they start programs, wait, or try very many cases. */
const SLOW = ".slow.test.ts";

/** The unit tests that answer at once; where CI asks, with the share of the sources that they reach. @param {string} root */
export function fast(root) {
  const words = ["--exclude", `**/*${SLOW}`, ...(isCi() ? ["--coverage"] : [])];
  return vitest(root, "fast", "fast unit tests", words);
}

/** Those that take seconds. @param {string} root */
export function slow(root) {
  return vitest(root, "slow", "slow unit tests", [SLOW]);
}

/** The unit tests that filters name. @param {string} root @param {readonly string[]} filters */
export function units(root, filters) {
  return vitest(root, "units", "unit tests", filters);
}

/**
 * @param {string} root
 * @param {UnitPart} part
 * @param {string} name For people.
 * @param {readonly string[]} words
 * @returns {Promise<Outcome[]>}
 */
async function vitest(root, part, name, words) {
  const report = join(root, "test-results", `${part}.json`);
  const counts = countsFile(root, part);
  for (const file of [report, counts]) rmSync(file, { force: true });
  const reporters = ["default", "json", "./testing/figuresReporter.ts"].map((reporter) => `--reporter=${reporter}`);
  const given = [programOf(root, "vitest", "vitest"), "run", ...words, ...reporters, `--outputFile.json=${report}`];
  const { seconds, status } = await run(root, process.execPath, given, { FIGURES_FILE: counts });
  const result = readJson(report);
  if (result === null) return [{ name, passed: 0, failed: 1, skipped: 0, seconds }];
  // Errors outside of tests, and too little that is reached, end in a status only.
  const failures = failuresWith(failuresOfUnits(result, root), status);
  return [
    {
      name,
      passed: result.numPassedTests,
      failed: failures.length,
      skipped: result.numPendingTests + result.numTodoTests,
      seconds,
      failures,
    },
  ];
}

/**
 * Playwright, over the built page in a real browser.
 *
 * @param {string} root
 * @param {readonly string[]} [filters]
 * @returns {Promise<Outcome[]>}
 */
export async function journeys(root, filters = []) {
  const name = "browser journeys";
  const browser = await findBrowser();
  if (browser === null) {
    return [{ ...none(name), unable: NO_BROWSER }];
  }
  // The page is in the package.
  await ensurePackage(root);
  await ensureCommandLine(root);
  const outcomes = [];
  for (const [turn, words] of Object.entries(TURNS)) {
    outcomes.push(await playwright(root, name, journeysFile(root, turn), browser, [...filters, ...words]));
  }
  return [
    outcomes.reduce((sum, { passed, failed, skipped, seconds, failures = [] }) => ({
      name,
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
      seconds: sum.seconds + seconds,
      failures: [...(sum.failures ?? []), ...failures],
    })),
  ];
}

/** Journeys beside each other, and then those that measure: what they find is the page's only while nothing else runs. */
const TURNS = {
  together: ["--grep-invert=@alone", "--pass-with-no-tests"],
  alone: ["--grep=@alone", "--workers=1", "--pass-with-no-tests"],
};

/**
 * @param {string} root
 * @param {string} name For people.
 * @param {string} report File that is written.
 * @param {string} browser
 * @param {readonly string[]} words
 * @returns {Promise<Outcome>}
 */
async function playwright(root, name, report, browser, words) {
  rmSync(report, { force: true });
  const { seconds, status } = await run(
    root,
    process.execPath,
    [programOf(root, "@playwright/test", "playwright"), "test", ...words, "--reporter=list,json"],
    { CHROME_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  const result = readJson(report);
  if (result === null) return { ...none(name), failed: 1, seconds };
  const { expected, skipped } = result.stats;
  const failures = failuresWith(failuresOfJourneys(result), status);
  return { name, passed: expected, failed: failures.length, skipped, seconds, failures };
}

/**
 * How often the parts that ran put each promise to the test (`testing/figures.mjs`), told, and as an outcome: a figure that is not
 * reached has failed.
 *
 * @param {string} root
 * @param {readonly string[]} ran Names of parts.
 * @param {readonly string[]} [wanted] Names of figures; all when nothing is said.
 * @returns {Outcome}
 */
export function figuresReached(root, ran, wanted = Object.keys(FIGURES)) {
  /** @type {import("../testing/figures.mjs").Count[]} */
  const counts = [];
  for (const part of UNIT_PARTS) if (ran.includes(part)) counts.push(...(readJson(countsFile(root, part)) ?? []));
  if (ran.includes("journeys")) {
    for (const turn of Object.keys(TURNS)) {
      counts.push(...countsOfAnnotations(annotationsOf(readJson(journeysFile(root, turn)))));
    }
  }
  const sums = sumFigures(counts).filter(({ figure }) => {
    const { parts } = FIGURES[figure];
    // The long run names its files itself: all that counts is among them.
    return (
      wanted.includes(figure) &&
      (ran.includes("units") ? !parts.includes("journeys") : parts.every((part) => ran.includes(part)))
    );
  });
  for (const line of figureLines(sums)) console.log(line);
  const passed = sums.filter(({ isReached }) => isReached).length;
  return { name: "figures", passed, failed: sums.length - passed, skipped: 0, seconds: 0 };
}

/**
 * Of all tests that passed, in a report of Playwright.
 *
 * @param {any} report What `JSON.parse` gave: suites in suites, with specs in them.
 * @returns {{ type: string; description?: string }[]}
 */
function annotationsOf(report) {
  if (report === null) return [];
  const { suites = [], specs = [] } = report;
  const own = specs
    .filter((/** @type {{ ok: boolean }} */ spec) => spec.ok)
    .flatMap((/** @type {any} */ spec) => spec.tests.flatMap((/** @type {any} */ test) => test.annotations));
  return [...own, ...suites.flatMap(annotationsOf)];
}

/** Where vitest leaves its counts. @param {string} root @param {UnitPart} part */
function countsFile(root, part) {
  return join(root, "test-results", `figures-${part}.json`);
}

/** Where Playwright leaves its report of a turn. @param {string} root @param {string} turn */
function journeysFile(root, turn) {
  return join(root, "test-results", `journeys-${turn}.json`);
}

/**
 * Foreign readers over stores that the command line and the page wrote, the reference beside them, a cluster, and the loaders of viewers.
 *
 * @param {string} root
 * @returns {Promise<Outcome[]>}
 */
export async function interop(root) {
  await ensureCommandLine(root);
  // Two rows at once: each waits for one process most of the time. The foreign readers take as long as all others together.
  const rows = await Promise.all([
    python(root, "foreign readers", "readers", "run.py").then((outcome) => [outcome]),
    others(root),
  ]);
  return rows.flat();
}

/** What looks over our output beside the foreign readers. @param {string} root @returns {Promise<Outcome[]>} */
async function others(root) {
  return [
    await python(root, "bioio-conversion", "reference", "elsewhere.py"),
    await python(root, "Dask cluster", "reference", "cluster.py"),
    await viewers(root),
  ];
}

/** The loaders of real viewers over stores that the command line wrote. @param {string} root @returns {Promise<Outcome>} */
async function viewers(root) {
  const name = "viewers";
  const interpreter = findPython(root, "readers");
  if (interpreter === null) return { ...none(name), unable: NO_PYTHON };
  const browser = await findBrowser();
  if (browser === null) return { ...none(name), unable: NO_BROWSER };
  if (!installViewers(root)) return { ...none(name), unable: "the viewers' packages cannot be had" };
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-viewer-stores-"));
  const report = join(root, "test-results", "interop-viewers.json");
  rmSync(report, { force: true });
  const stores = [join("interop", "viewer_stores.py"), folder, "--node", process.execPath];
  const made = await run(root, interpreter, stores);
  const look = [join("interop", "viewers", "run.mjs"), folder, "--report", report];
  const looked = await run(root, process.execPath, look, { CHROME_PATH: browser });
  rmSync(folder, { recursive: true, force: true });
  const seconds = made.seconds + looked.seconds;
  const result = readJson(report);
  if (result === null) return { ...none(name), failed: 1, seconds };
  return { name, passed: result.passed, failed: result.failed, skipped: 0, seconds };
}

/**
 * @param {string} root
 * @param {string} name
 * @param {"readers" | "reference"} purpose
 * @param {string} program
 * @returns {Promise<Outcome>}
 */
async function python(root, name, purpose, program) {
  const interpreter = findPython(root, purpose);
  if (interpreter === null) return { ...none(name), unable: NO_PYTHON };
  const report = join(root, "test-results", `interop-${purpose}.json`);
  rmSync(report, { force: true });
  const words = [join("interop", program), "--node", process.execPath, "--report", report];
  const { seconds } = await run(root, interpreter, words);
  const result = readJson(report);
  if (result === null) return { ...none(name), failed: 1, seconds };
  return { name, passed: result.passed, failed: result.failed, skipped: 0, seconds };
}

/** True where everything that can be had has to be. */
function isCi() {
  return (process.env["CI"] ?? "") !== "";
}

/** @param {string} name @returns {Outcome} */
function none(name) {
  return { name, passed: 0, failed: 0, skipped: 0, seconds: 0 };
}

/**
 * A program that passes by ending with 0: one check.
 *
 * @param {string} root
 * @param {string} name
 * @param {string} packageName
 * @param {string} program
 * @param {string[]} words
 * @returns {Promise<Outcome>}
 */
async function command(root, name, packageName, program, words) {
  console.log(`${name}: ${program} ${words.join(" ")}`);
  const { status, seconds } = await run(root, process.execPath, [programOf(root, packageName, program), ...words]);
  return { name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, seconds };
}

/**
 * Runs a program to its end, its output on ours.
 *
 * @param {string} root
 * @param {string} program
 * @param {string[]} words
 * @param {Record<string, string>} [environment]
 * @returns {Promise<{ status: number; seconds: number }>}
 */
function run(root, program, words, environment = {}) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    const end = (/** @type {number | null} */ status) =>
      resolve({ status: status ?? 1, seconds: (performance.now() - start) / 1000 });
    child.on("error", (error) => {
      console.error(String(error));
      end(1);
    });
    child.on("close", end);
  });
}

/**
 * The script behind a package's command: `.bin` has shell wrappers on Windows.
 *
 * @param {string} root
 * @param {string} packageName
 * @param {string} program
 */
function programOf(root, packageName, program) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[program]);
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
