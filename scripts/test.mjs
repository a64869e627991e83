// npm test: checks, unit tests, browser journeys and foreign readers. Installs and builds what is missing.
//
//   npm test                    all of it
//   npm test -- checks fast     some: checks, fast and slow (unit tests), journeys, interop
//
// Ends with one line, "N passed, N failed". With CI set, a part that cannot run here counts as failed; else it is said to be skipped.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";

/** @typedef {import("./testParts.mjs").Outcome} Outcome */

const root = fileURLToPath(new URL("..", import.meta.url));
ensureInstalled(root);
mkdirSync(join(root, "test-results"), { recursive: true });

// Only now: they need installed packages.
const parts = await import("./testParts.mjs");
const { tellFailures } = await import("./testFailures.mjs");
const { checks, fast, slow, journeys, interop } = parts;
/** @type {Record<string, (root: string) => Promise<Outcome[]>>} */
const all = { checks, fast, slow, journeys, interop };

const words = process.argv.slice(2);
const unknown = words.filter((word) => !(word in all));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(", ")}. There are ${Object.keys(all).join(", ")}.`);
  process.exit(2);
}

/** @type {Outcome[]} */
const outcomes = [];
const wanted = words.length === 0 ? Object.keys(all) : words;
for (const name of wanted) {
  console.log(`\n── ${name}`);
  outcomes.push(...(await /** @type {(root: string) => Promise<Outcome[]>} */ (all[name])(root)));
}

console.log("\n── Figures");
const reached = parts.figuresReached(root, wanted);
if (reached.passed + reached.failed > 0) outcomes.push(reached);

const isStrict = (process.env["CI"] ?? "") !== "";
let passed = 0;
let failed = 0;
tellFailures(outcomes);
console.log("\n── Summary");
for (const outcome of outcomes) {
  passed += outcome.passed;
  failed += outcome.failed + (outcome.unable !== undefined && isStrict ? 1 : 0);
  const figures = [`${outcome.passed} passed`];
  if (outcome.failed > 0) figures.push(`${outcome.failed} FAILED`);
  if (outcome.skipped > 0) figures.push(`${outcome.skipped} skipped`);
  const text =
    outcome.unable === undefined ? figures.join(", ") : `${isStrict ? "FAILED" : "skipped"}: ${outcome.unable}`;
  console.log(`${outcome.name.padEnd(18)} ${text} (${outcome.seconds.toFixed(0)} s)`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
