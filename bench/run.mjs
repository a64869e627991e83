// Page and command line beside other tools, on images that are made once: npm run bench -- [--quick] [--only PART,…] [--tools TOOL,…] [--times 3]
//
// Parts: the names of shapes.mjs; "sizes" (what a voxel costs in volumes of 0.5 to 4 GiB), "workers" (one image by 1, 2, 4 … of them). Without
// --only and --tools docs/performance.md and docs/performance.svg are written after each part, so that a run that is cut short leaves what it
// found; else it is only said. `--quick`: small images (an eighth), once each. Needs Linux, a Chromium (CHROME_PATH, or one that it finds) and a Python from 3.11 on.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureApp, ensureCommandLine } from "../scripts/build.mjs";
import { findBrowser } from "../scripts/findBrowser.mjs";
import { findPython } from "../scripts/findPython.mjs";
import { writeReport } from "./report.mjs";
import { SHAPES, SIZES } from "./shapes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    tools: { type: "string", default: "" },
    times: { type: "string", default: "" },
  },
});
const { quick } = values;
const times = Number(values.times || (quick ? 1 : 3));
const python = needed(findPython(root, "bench"), "No Python from 3.11 on, or its packages cannot be installed.");
const reference = quick
  ? ""
  : needed(findPython(root, "reference"), "The packages of bioio-conversion 0.1.4 cannot be installed.");
const browser = needed(await findBrowser(), "No Chromium was found.");
const tools = join(root, "bench", "tools.py");
const commandLine = join(await ensureCommandLine(root), "main.js");
await ensureApp(root);

/** @template Value @param {Value | null} value @param {string} missing @returns {Value} */
function needed(value, missing) {
  if (value === null) throw new Error(missing);
  return value;
}

/** @typedef {import("./report.mjs").Figures} Figures */
/** @typedef {(shape: import("./shapes.mjs").Shape, source: string, folder: string) => Figures} Measure */

/** @param {string[]} words */
function measured(words) {
  const { status, stdout, stderr } = spawnSync(python, [tools, "measure", ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout);
}

/** @param {string} interpreter @param {string} tool @returns {Measure} */
const foreign = (interpreter, tool) => (shape, source, folder) =>
  measured([interpreter, tools, tool, source, folder, String(levelsOf(shape))]);

/** What the preset makes: until a plane fits 512 × 512. @param {import("./shapes.mjs").Shape} shape */
function levelsOf({ side, quickSide }) {
  return 1 + Math.max(0, Math.ceil(Math.log2((quick ? quickSide : side) / 512)));
}

/** @param {number | null} workers @returns {Measure} */
const ownCommand = (workers) => (shape, source, folder) => {
  const count = workers === null ? [] : ["--workers", String(workers), "--memory-budget", "4GiB"];
  const words = ["--preset", "recommended", ...shape.words, ...count];
  return measured([process.execPath, commandLine, "convert", source, "-d", folder, ...words]);
};

/** @type {Measure} */
function ownPage(shape, source, folder) {
  const results = join(folder, "..", "page.json");
  const env = {
    ...process.env,
    CHROME_PATH: browser,
    BENCH_FILE: source,
    BENCH_CHOICES: JSON.stringify(shape.choices),
    BENCH_TIMES: "1",
    BENCH_JSON: results,
    BENCH_DESTINATION: folder,
  };
  const words = [
    join(root, "node_modules/@playwright/test/cli.js"),
    "test",
    "-c",
    join(root, "bench"),
    "--reporter",
    "line",
  ];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(/Error: .*/u.exec(stdout)?.[0] ?? "the page's journey failed");
  return JSON.parse(readFileSync(results, "utf8"));
}

/** @type {Record<string, Measure>} */
const TOOLS = {
  "page, Recommended": ownPage,
  "command line, Recommended": ownCommand(null),
  "bioio-conversion 3.0": foreign(python, "bioio"),
  // The one is as fast as the other, and the other compiles for minutes before it begins.
  ...(quick
    ? {}
    : { "bioio-conversion 0.1.4": foreign(reference, "bioio"), "ngff-zarr 0.50": foreign(python, "ngff") }),
  "tensorstore floor": foreign(python, "floor"),
};

const wantedTools = Object.entries(TOOLS).filter(([name]) =>
  values.tools.split(",").some((word) => name.includes(word)),
);
const wantedShapes = SHAPES.filter(({ name }) => values.only === "" || values.only.split(",").includes(name));

const sources = join(root, "dist", quick ? "bench-quick" : "bench-images");
mkdirSync(sources, { recursive: true });

/** @param {{ name: string, file: string }} shape */
function sourceOf({ name, file }) {
  const path = join(sources, file);
  if (!existsSync(path)) {
    console.error(`Writing ${path} …`);
    const unfinished = join(sources, `unfinished-${file}`);
    const script = [join(root, "bench", "sources.py"), name, unfinished, ...(quick ? ["--quick"] : [])];
    if (spawnSync(python, script, { stdio: ["ignore", 2, 2] }).status === 0) renameSync(unfinished, path);
  }
  return path;
}

/** The folder's files, and a digest of its store's pixels if it is still there. @param {string} folder */
function looked(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const store = readdirSync(folder).find((name) => name.endsWith(".ome.zarr"));
  const digest =
    store === undefined ? null : spawnSync(python, [tools, "digest", join(folder, store)], { encoding: "utf8" });
  return { files: files.length, bytes, digest: digest?.status === 0 ? JSON.parse(digest.stdout) : null };
}

/** One conversion; what failed says why. @param {Measure} measure @param {import("./shapes.mjs").Shape} shape @returns {Figures} */
function once(measure, shape) {
  const folder = join(mkdtempSync(join(tmpdir(), "zarrdrop-bench-")), "out");
  mkdirSync(folder);
  try {
    return { ...measure(shape, sourceOf(shape), folder), ...looked(folder) };
  } catch (thrown) {
    return { failure: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
}

/** Tools take turns, so that a busy machine slows all of them alike. @param {import("./shapes.mjs").Shape} shape @param {[string, Measure][]} among */
function inTurns(shape, among) {
  /** @type {Map<string, Figures[]>} */
  const found = new Map(among.map(([name]) => [name, []]));
  for (let turn = 0; turn < times; turn++) {
    for (const [name, measure] of among) {
      // What cannot do it once does not do it later.
      if (found.get(name)?.some(({ failure }) => failure !== undefined)) continue;
      const figures = once(measure, shape);
      console.error(`${shape.title} · ${name}: ${JSON.stringify({ ...figures, digest: undefined })}`);
      found.get(name)?.push(figures);
    }
  }
  return { shape, found };
}

const isWhole = values.only === "" && values.tools === "";
/** @param {string} part */
const isWanted = (part) => (values.only === "" ? isWhole : values.only.split(",").includes(part));
/** @type {{ rows: import("./report.mjs").Row[], sizes: { gibibytes: number, figures: Figures[] }[], scaling: import("./report.mjs").Row | null }} */
const found = { rows: [], sizes: [], scaling: null };

/** What was found up to here. */
function report() {
  const { markdown, plot } = writeReport({ ...found, quick, times });
  if (!isWhole) return markdown;
  writeFileSync(join(root, "docs", "performance.md"), markdown);
  writeFileSync(join(root, "docs", "performance.svg"), plot);
  return markdown;
}

for (const shape of wantedShapes) {
  found.rows.push(inTurns(shape, wantedTools));
  report();
}
if (isWanted("sizes")) {
  for (const { gibibytes, shape } of SIZES) {
    const figures = inTurns(shape, [["command line", ownCommand(null)]]).found.get("command line") ?? [];
    found.sizes.push({ gibibytes: quick ? gibibytes / 8 : gibibytes, figures });
    report();
  }
}
if (isWanted("workers") && SHAPES[0] !== undefined) {
  const counts = [1, 2, 4, 8, 16].filter((count) => count <= availableParallelism());
  found.scaling = inTurns(
    SHAPES[0],
    counts.map((count) => [String(count), ownCommand(count)]),
  );
}
const markdown = report();
if (!isWhole) console.log(markdown);
