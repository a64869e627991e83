import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeOmeTiff } from "../src/browser/omeTiffWriter.ts";
import { runMeasured } from "../testing/cli/builtCommandLine.ts";

/** How far the plan's figure may be from what is measured. */
const BAND = 0.25;
const HANGS = 120_000;

const folder = mkdtempSync(join(tmpdir(), "zarrdrop-memory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Camera-like planes: a slope with noise in the low bits, always the same. */
function plane(side: number, seed: number): Uint16Array<ArrayBuffer> {
  const pixels = new Uint16Array(side * side);
  let state = seed;
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[at] = 300 + Math.floor((at % side) / 16) + (state >>> 26);
  }
  return pixels;
}

async function stack(name: string, side: number, planes: number): Promise<string> {
  const sizes = { sizeX: side, sizeY: side, sizeZ: planes, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const channels = [{ name: "a", color: 0xffffff }];
  const pixels = Array.from({ length: planes }, (_, index) => plane(side, index + 1));
  const blob = writeOmeTiff({ ...sizes, channels, imageName: name }, pixels);
  const path = join(folder, `${name}.ome.tif`);
  writeFileSync(path, new Uint8Array(await blob.arrayBuffer()));
  return path;
}

/** Most memory of a run, in MiB, and what it printed. */
async function mostMemory(words: readonly string[]) {
  const { taken, code, stdout, stderr } = await runMeasured(words, HANGS);
  expect(code, stderr).toBe(0);
  return { mebibytes: taken!.mebibytes, stdout };
}

const KINDS = [
  { name: "planes in chunks of 16 MiB", side: 2048, planes: 16, words: ["--workers", "1"] },
  {
    name: "one plane in one explicit chunk of 32 MiB",
    side: 4096,
    planes: 1,
    words: ["--chunk-shape", "1,1,1,4096,4096"],
  },
];

it.each(KINDS)("the plan's figure is true: $name", { timeout: 2 * HANGS }, async ({ name, side, planes, words }) => {
  const source = await stack(name.replaceAll(" ", "-"), side, planes);
  // The program itself: it is started and has opened the file.
  const idle = await mostMemory(["inspect", source]);
  const destination = join(folder, `out-${side}`);
  mkdirSync(destination);
  const busy = await mostMemory(["convert", source, "-d", destination, "--json", ...words]);
  const [{ cost }] = JSON.parse(busy.stdout) as [{ cost: { memoryBytes: number; workers: number } }];
  const measured = busy.mebibytes - idle.mebibytes;
  const planned = cost.memoryBytes / 2 ** 20;
  const figure = `${name}: planned ${planned.toFixed(0)} MiB, measured ${measured.toFixed(0)} MiB`;
  process.stdout.write(`${figure}\n`);
  expect(planned / measured, figure).toBeGreaterThan(1 - BAND);
  expect(planned / measured, figure).toBeLessThan(1 + BAND);
});
