// npm run soak: the long run. Puts each promise to the test as often as the column "soak" of testing/figures.mjs says; takes hours.
//
//   npm run soak                        all figures
//   npm run soak -- kills faults        some
//   npm run soak -- fuzz --share 0.1    a tenth of the runs
//   SEED=1234 npm run soak -- names     a run as it was: each prints its seed
//
// Ends as npm test does.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FIGURES } from "../testing/figures.mjs";
import { ensureInstalled } from "./install.mjs";

/** @typedef {import("../testing/figures.mjs").FigureName} FigureName */

const root = fileURLToPath(new URL("..", import.meta.url));
ensureInstalled(root);
mkdirSync(join(root, "test-results"), { recursive: true });

const names = /** @type {FigureName[]} */ (Object.keys(FIGURES));
const { values, positionals } = parseArgs({
  options: { share: { type: "string", default: "1" } },
  allowPositionals: true,
});
const unknown = positionals.filter((word) => !names.some((name) => name === word));
if (unknown.length > 0 || !(Number(values.share) > 0)) {
  console.error(`Usage: npm run soak -- [${names.join(" ")}] [--share 0.1]`);
  process.exit(2);
}
process.env["SOAK"] = values.share;

// Only now: they need installed packages.
const parts = await import("./testParts.mjs");
const { tellFailures } = await import("./testFailures.mjs");
const wanted = names.filter((name) => positionals.length === 0 || positionals.includes(name));
/** @type {import("./testParts.mjs").Outcome[]} */
const outcomes = [];
for (const part of /** @type {const} */ (["units", "journeys"])) {
  const isIn = (/** @type {FigureName} */ name) => FIGURES[name].parts.includes("journeys") === (part === "journeys");
  const where = wanted.filter(isIn).flatMap((name) => FIGURES[name].where);
  if (where.length === 0) continue;
  outcomes.push(...(await parts[part](root, [...new Set(where)])));
  outcomes.push(parts.figuresReached(root, [part], wanted));
}
tellFailures(outcomes);
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed + (outcome.unable === undefined ? 0 : 1), 0);
for (const { unable } of outcomes) if (unable !== undefined) console.log(unable);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
