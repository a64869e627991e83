import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "@playwright/test";
import type { ProcessKind } from "./processTree.ts";
import { cpuSecondsOf, measurePage, type PageFigures } from "./page.ts";

// BENCH_FILE: an image, for instance of a benchmark generator: uint16, CZYX 2 × 32 × 2048 × 2048, deflate tiles.
const file = process.env["BENCH_FILE"];
// BENCH_CHOICES: what to choose in the page, label to option, as JSON; for instance {"Preset": "Compatible: Zarr v2"}.
const choices = JSON.parse(process.env["BENCH_CHOICES"] ?? "{}") as Record<string, string>;
// BENCH_BUILDS: folders of built pages with commas between, measured in turn, so that a busy machine slows all of them alike.
const builds = (process.env["BENCH_BUILDS"] ?? fileURLToPath(new URL("../dist/app", import.meta.url))).split(",");
// BENCH_TIMES: how often each is measured.
const times = Number(process.env["BENCH_TIMES"] ?? 3);
// For bench/run.mjs. BENCH_JSON: a file that the last figures are written into; BENCH_DESTINATION: a folder in which the store stays.
const json = process.env["BENCH_JSON"];
const destination = process.env["BENCH_DESTINATION"];

test("conversions in the page, to a real directory", async () => {
  test.skip(file === undefined, "BENCH_FILE is not set");
  const figures = new Map<string, PageFigures[]>(builds.map((build) => [build, []]));
  for (let time = 0; time < times; time++) {
    for (const build of builds) {
      const measured = await measurePage({ build, file: file ?? "", choices, destination });
      figures.get(build)!.push(measured);
      console.info(`${build}: ${lineOf(measured)}`);
      if (json !== undefined) writeFileSync(json, JSON.stringify(measured));
    }
  }
  for (const [build, all] of figures) {
    console.info(
      `median of ${build}: ${median(all.map(cpuSecondsOf)).toFixed(1)} CPU s, ${median(all.map(({ seconds }) => seconds)).toFixed(1)} s, ` +
        `${mebibytes(median(all.map(({ peakBytes, idleBytes }) => peakBytes - idleBytes)))} MiB added`,
    );
  }
});

function lineOf(figures: PageFigures): string {
  const { cpuSeconds, firstPixelsSeconds } = figures;
  const kinds = Object.entries(cpuSeconds).map(([kind, seconds]) => `${kind} ${seconds.toFixed(1)}`);
  const added = Object.entries(figures.peakBytesOf).map(
    ([kind, bytes]) => `${kind} ${mebibytes(bytes - figures.idleBytesOf[kind as ProcessKind])}`,
  );
  return [
    `${figures.seconds.toFixed(1)} s`,
    `${cpuSecondsOf(figures).toFixed(1)} CPU s (${kinds.join(", ")}; before the click ${figures.secondsBeforeClick.toFixed(1)})`,
    `${mebibytes(figures.peakBytes)} MiB at the peak, ${mebibytes(figures.idleBytes)} before the drop (added: ${added.join(", ")})`,
    `page's thread ${figures.pageThreadSeconds.toFixed(1)} s, longest task ${Math.round(figures.longestTaskMilliseconds)} ms`,
    `first pixels ${firstPixelsSeconds === null ? "never" : `${firstPixelsSeconds.toFixed(2)} s`}`,
    `${figures.files} files, ${(figures.bytes / 1e6).toFixed(1)} MB`,
  ].join("; ");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
