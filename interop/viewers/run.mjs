// Looks at stores through the loaders of real viewers, in a real browser, over HTTP.
//
//   node interop/viewers/run.mjs FOLDER [--report FILE] [--only TEXT]
//
// FOLDER is what `viewer_stores.py` made. CHROME_PATH names the browser. `npm test -- interop` calls this.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { buildPage } from "./buildPage.mjs";
import { makeMutants } from "./mutants.mjs";
import { serveByCommand } from "./serveCommand.mjs";
import { serveFolder } from "./server.mjs";

/** @typedef {import("./truth.ts").Truth} Truth */
/** @typedef {import("./viewedImage.ts").Aspect} Aspect */
/** @typedef {Awaited<ReturnType<typeof serveFolder>>} Server */

/** A store that cannot be opened at all says nothing of the comparison. */
const UNOPENED = "does not open";

/** Stores of these names are damaged, to see that damage is seen. */
const MUTATED = ["v2", "shards"];

/** Stores of these names are looked at once more as `zarrdrop serve` gives them. */
const SERVED = ["v2", "shards"];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { report: { type: "string" }, only: { type: "string", default: "" } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("Which folder?");

let passed = 0;
let failed = 0;
/** @param {string} name @param {string | null} problem */
function count(name, problem) {
  if (problem === null) passed++;
  else {
    failed++;
    console.log(`FAILED ${name}: ${problem}`);
  }
}

const scratch = mkdtempSync(join(tmpdir(), "zarrdrop-viewers-"));
await buildPage(scratch);
const pages = await serveFolder(scratch);
const executablePath = process.env["CHROME_PATH"];
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  // neuroglancer wants WebGL, which is drawn without a graphics card here.
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"],
});
/** Of its own for each viewer, so that all can look at once and each is seen to ask for ranges. @type {Map<string, Server>} */
const servers = new Map();
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => count("the page", String(error)));
  await page.goto(pages.url);
  for (const viewer of await page.evaluate(() => viewersPage.names)) servers.set(viewer, await serveFolder(folder));
  /** @type {Truth[]} */
  const truths = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));
  for (const truth of truths.filter(({ name }) => name.includes(values.only))) {
    await everyViewer(async (viewer, server) => {
      const before = server.partial();
      for (const { aspect, problem } of await look(viewer, server, truth, truth.store, null)) {
        count(`${viewer}, ${truth.name}: ${aspect}`, problem);
      }
      if (!truth.isSharded) return;
      count(`${viewer}, ${truth.name}: ranges`, server.partial() > before ? null : "no part of a file was asked for");
    });
    if (SERVED.includes(truth.name)) {
      const { address, end } = await serveByCommand(join(folder, truth.store));
      await everyViewer(async (viewer, server) => {
        for (const { aspect, problem } of await look(viewer, server, truth, `${address}/`, null)) {
          count(`${viewer}, ${truth.name} by zarrdrop serve: ${aspect}`, problem);
        }
      });
      await end();
    }
    if (!MUTATED.includes(truth.name)) continue;
    const copies = join(folder, "mutants", truth.name);
    for (const mutant of makeMutants(join(folder, truth.store), copies, truth.zarrFormat)) {
      const store = `${relative(folder, mutant.folder)}/`;
      await everyViewer(async (viewer, server) => {
        // None: this viewer does not tell that aspect.
        for (const { problem } of await look(viewer, server, truth, store, mutant.aspect)) {
          const isSeen = problem?.startsWith(UNOPENED) === false;
          count(`${viewer}, ${truth.name}, ${mutant.name}`, isSeen ? null : (problem ?? "the damage was not seen"));
        }
      });
    }
  }

  /**
   * @param {string} viewer
   * @param {Server} server
   * @param {Truth} truth
   * @param {string} store
   * @param {Aspect | null} only
   */
  function look(viewer, server, truth, store, only) {
    const storeUrl = new URL(store, server.url).href;
    return page.evaluate(
      (words) => viewersPage.look(...words),
      /** @type {Parameters<typeof viewersPage.look>} */ ([viewer, truth, server.url, storeUrl, only]),
    );
  }
} finally {
  await browser.close();
  await Promise.all([pages, ...servers.values()].map((server) => server.close()));
  rmSync(scratch, { recursive: true, force: true });
}

/** @param {(viewer: string, server: Server) => Promise<void>} action */
function everyViewer(action) {
  return Promise.all(Array.from(servers, ([viewer, server]) => action(viewer, server)));
}

if (values.report !== undefined) writeFileSync(values.report, JSON.stringify({ passed, failed }));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
