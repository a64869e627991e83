import { cpus, totalmem } from "node:os";

/**
 * What one conversion took, or why it did not come to an end. `cpuSeconds` by kind of process.
 *
 * @typedef {{ seconds?: number, cpuSeconds?: Record<string, number>, peakBytes?: number, idleBytes?: number, bytes?: number, files?: number,
 *   digest?: string | null, failure?: string }} Figures
 */
/** @typedef {{ shape: import("./shapes.mjs").Shape, found: Map<string, Figures[]> }} Row */

/**
 * The page docs/performance.md and its plot.
 *
 * @param {{ rows: Row[], sizes: { gibibytes: number, figures: Figures[] }[], scaling: Row | null, quick: boolean, times: number }} measured
 * @returns {{ markdown: string, plot: string }}
 */
export function writeReport({ rows, sizes, scaling, quick, times }) {
  const size = quick ? "small images (`--quick`), once each" : `medians of ${times} turns`;
  const markdown = [
    "# How fast it is",
    "",
    "Written by `npm run bench`: each tool in a process of its own, taking turns on the same images (`bench/sources.py`).",
    `Measured: ${size}. On ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}.`,
    "The machine was shared with other programs: wall seconds compare within a table only, and what a tool takes of the processor (CPU seconds of all",
    "its processes, from start to end; of the page from the click to *Done*) is the figure to trust. Peak memory is that of all processes; of the page it",
    "is what the conversion added to an open browser. *Level 0*: whether the pixels are those that the command line wrote.",
    "The page and the command line convert with the preset *Recommended* and check what they wrote, which no other does; bioio-conversion writes Zarr v2",
    "in chunks of 1024 × 1024 with Blosc's zstd 3 and bit shuffle, ngff-zarr what it writes by default. The *tensorstore floor* is no tool: tifffile decodes,",
    "NumPy halves, tensorstore encodes, with all pixels in memory.",
    "",
    "![CPU seconds of each tool, by image](performance.svg)",
    "",
    ...rows.flatMap(tableOf),
    ...sizesOf(sizes),
    ...(scaling === null ? [] : scalingOf(scaling)),
  ].join("\n");
  return { markdown, plot: plotOf(rows) };
}

/** @param {Row} row */
function tableOf({ shape, found }) {
  const own = found.get("command line, Recommended")?.[0]?.digest ?? null;
  const lines = [...found].map(([tool, figures]) => `| ${tool} | ${cellsOf(figures, own).join(" | ")} |`);
  return [
    `## ${shape.title}`,
    "",
    "| | wall s | CPU s | peak MiB | MB | files | level 0 |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ];
}

/** @param {Figures[]} figures @param {string | null} own */
function cellsOf(figures, own) {
  const failure = figures.find((each) => each.failure !== undefined)?.failure;
  if (failure !== undefined)
    return [`did not: ${failure.replaceAll("|", "/").replaceAll("\n", " ")}`, "", "", "", "", ""];
  const first = figures[0] ?? {};
  const memory = median(figures.map(({ peakBytes = 0, idleBytes = 0 }) => peakBytes - idleBytes));
  const { digest = null } = first;
  return [
    median(figures.map(({ seconds = 0 }) => seconds)).toFixed(1),
    partsOf(figures),
    (memory / 2 ** 20).toFixed(0),
    ((first.bytes ?? 0) / 1e6).toFixed(0),
    String(first.files ?? 0),
    digest === null || own === null ? "–" : digest === own ? "same" : "other",
  ];
}

/** CPU seconds, with those of each kind of process where there are several. @param {Figures[]} figures */
function partsOf(figures) {
  const kinds = Object.keys(figures[0]?.cpuSeconds ?? {});
  const each = kinds.map(
    (kind) => `${kind} ${median(figures.map(({ cpuSeconds = {} }) => cpuSeconds[kind] ?? 0)).toFixed(1)}`,
  );
  return median(figures.map(cpuOf)).toFixed(1) + (kinds.length > 1 ? ` (${each.join(", ")})` : "");
}

/** What a GiB of pixels costs the command line. @param {{ gibibytes: number, figures: Figures[] }[]} sizes */
function sizesOf(sizes) {
  if (sizes.length === 0) return [];
  const costs = sizes.map(({ gibibytes, figures }) => median(figures.map(cpuOf)) / gibibytes);
  const lines = sizes.map(({ gibibytes, figures }, at) => {
    const [wall, cpu, peak] = cellsOf(figures, null);
    return `| ${gibibytes} | ${wall} | ${cpu} | ${costs[at]?.toFixed(1)} | ${peak} |`;
  });
  const apart = 100 * (Math.max(...costs) / Math.min(...costs) - 1);
  return [
    "## What a voxel costs: volumes of one kind, by their size",
    "",
    "| GiB | wall s | CPU s | CPU s a GiB | peak MiB |",
    "|---|---|---|---|---|",
    ...lines,
    "",
    `The dearest GiB costs ${apart.toFixed(0)} % more than the cheapest. Each run also starts the program, which weighs more in small volumes.`,
    "",
  ];
}

/** @param {Row} row */
function scalingOf({ shape, found }) {
  const lines = [...found].map(
    ([workers, figures]) => `| ${workers} | ${cellsOf(figures, null).slice(0, 3).join(" | ")} |`,
  );
  return [
    `## Workers: ${shape.title}`,
    "",
    "| workers | wall s | CPU s | peak MiB |",
    "|---|---|---|---|",
    ...lines,
    "",
  ];
}

/** @param {Figures} figures */
function cpuOf({ cpuSeconds = {} }) {
  return Object.values(cpuSeconds).reduce((sum, each) => sum + each, 0);
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const LINE = 18;
const [LEFT, WIDTH] = [190, 460];

/** Bars of CPU seconds, each image to a scale of its own; readable on light and dark ground. @param {Row[]} rows */
function plotOf(rows) {
  let y = 4;
  const parts = rows.flatMap(({ shape, found }) => {
    const bars = [...found].filter(([, figures]) => figures.every(({ failure }) => failure === undefined));
    const seconds = bars.map(([, figures]) => median(figures.map(cpuOf)));
    const most = Math.max(...seconds);
    y += LINE;
    const title = `<text class="title" x="0" y="${y}">${shape.title}</text>`;
    const lines = bars.map(([tool], at) => {
      y += LINE;
      const length = Math.max(1, ((seconds[at] ?? 0) / most) * WIDTH).toFixed(0);
      const kind = /page|command/u.test(tool) ? "own" : "other";
      return (
        `<text x="0" y="${y}">${tool}</text><rect class="${kind}" x="${LEFT}" y="${y - 12}" width="${length}" height="14"/>` +
        `<text x="${LEFT + Number(length) + 6}" y="${y}">${seconds[at]?.toFixed(1)} s</text>`
      );
    });
    y += LINE / 2;
    return [title, ...lines];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 70}" height="${y + LINE}" role="img" aria-label="CPU seconds of each tool, by image">`,
    "<style>text{font:12px sans-serif;fill:#24292f}.title{font-weight:bold}.own{fill:#0a7f5a}.other{fill:#8c959f}",
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.own{fill:#3fb68b}.other{fill:#6e7681}}</style>",
    ...parts,
    "</svg>\n",
  ].join("\n");
}
