// What failed, and with which words: said once more at the end of a run, where it is found without reading all that came before.

/** Lines of a failure's own words: enough for the assertion, and for where it stands. */
const LINES = 12;

/** Colours of a terminal. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** What a program ended badly for although none of its tests did. */
const OUTSIDE = "an error outside of the tests, or too little of the sources reached";

/**
 * In a report of vitest, each file that could not be loaded and each test that failed.
 *
 * @param {{ testResults: { name: string; status: string; message?: string; assertionResults: { fullName: string; status: string; failureMessages?: string[] }[] }[] }} report
 * @param {string} root Of the project: files are named from there.
 * @returns {string[]}
 */
export function failuresOfUnits({ testResults }, root) {
  return testResults.flatMap((file) => {
    const name = file.name.startsWith(root) ? file.name.slice(root.length).replace(/^[\\/]/, "") : file.name;
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    // A file that could not be loaded has no tests of its own that could fail.
    if (failed.length === 0) return file.status === "failed" ? [failure(name, file.message)] : [];
    return failed.map((test) => failure(`${name} › ${test.fullName}`, test.failureMessages?.[0]));
  });
}

/**
 * In a report of Playwright, each journey that failed, once or for good: one that passed only when it was tried again is not a passed one.
 *
 * @param {any} report What `JSON.parse` gave: suites in suites, with specs in them.
 * @returns {string[]}
 */
export function failuresOfJourneys({ suites = [], specs = [] }) {
  const own = specs.flatMap((/** @type {any} */ spec) =>
    spec.tests
      .filter((/** @type {any} */ test) => test.status === "unexpected" || test.status === "flaky")
      .map((/** @type {any} */ test) => {
        const results = test.results.filter((/** @type {any} */ result) => result.error !== undefined);
        return failure(
          `${spec.file}:${spec.line} › ${spec.title}`,
          results[0]?.error?.stack ?? results[0]?.error?.message,
        );
      }),
  );
  return [...own, ...suites.flatMap(failuresOfJourneys)];
}

/**
 * The failures that are known; one without a name where a program ended badly and names none.
 *
 * @param {string[]} known
 * @param {number} status A program ended with this.
 * @returns {string[]}
 */
export function failuresWith(known, status) {
  return known.length === 0 && status !== 0 ? [OUTSIDE] : known;
}

/**
 * All that failed in any part, on the console.
 *
 * @param {readonly import("./testParts.mjs").Outcome[]} outcomes
 */
export function tellFailures(outcomes) {
  const failures = outcomes.flatMap((outcome) => (outcome.failures ?? []).map((words) => `${outcome.name}: ${words}`));
  if (failures.length > 0) console.log(`\n── What failed\n${failures.join("\n")}`);
}

/** @param {string} name @param {string | undefined} message @returns {string} */
function failure(name, message = "") {
  const lines = message.replace(COLOURS, "").split("\n").slice(0, LINES);
  return [name, ...lines.map((line) => `    ${line}`)].join("\n").trimEnd();
}
