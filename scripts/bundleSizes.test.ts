import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, createLogger } from "vite";
import { afterAll, describe, expect, it } from "vitest";
import { bundleSizes, type SizeBudget } from "./bundleSizes.ts";

const KINDS = ["firstLoad", "worker", "unit", "secondReader", "format", "fonts"] as const;
const ENOUGH: SizeBudget = {
  firstLoad: 10_000,
  worker: 10_000,
  unit: 10_000,
  secondReader: 10_000,
  format: 10_000,
  fonts: 10_000,
  wasm: 10_000,
};

/** A page with a worker that loads one format and does units, which are verified. */
const FILES = {
  "index.html": '<!doctype html><script type="module" src="./main.ts"></script>',
  "sans.woff2": "as good as a font".repeat(10),
  "main.ts":
    'new URL("./sans.woff2", import.meta.url); new Worker(new URL("./workers/worker.ts", import.meta.url), { type: "module" });',
  "workers/worker.ts":
    'onmessage = async () => (await import("../src/formats/dots/reader.ts")).open() && (await import("../src/convert/worker/unitRunner.ts")).run();',
  "src/convert/worker/unitRunner.ts":
    'export async function run() { console.log("unit"); (await import("./readBack.ts")).check(); }',
  "src/convert/worker/readBack.ts": 'export function check() { console.log("zarrita"); }',
  "src/formats/dots/reader.ts": 'export function open() { console.log("dots"); }',
};

describe("the sizes of a build", () => {
  const root = mkdtempSync(join(tmpdir(), "zarrdrop-sizes-"));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function sizesOf(budget: SizeBudget): Promise<string[]> {
    const texts: string[] = [];
    const sizes = bundleSizes(budget);
    await build({
      root,
      configFile: false,
      base: "./",
      customLogger: { ...createLogger("silent"), info: (text) => texts.push(text) },
      plugins: [sizes.page],
      worker: { format: "es", plugins: () => [sizes.worker()] },
      build: { write: false, assetsInlineLimit: 0 },
    });
    return texts.join("\n").split("\n");
  }

  it("are said: first load, fonts, workers, each format", async () => {
    const lines = await sizesOf(ENOUGH);
    const start = lines.indexOf("Sizes, compressed:");
    const names = lines
      .slice(start + 1, start + 7)
      .map((line) => line.replace(/\s+[\d.]+ kB$/, ""))
      .toSorted();
    expect(names).toEqual(["first load", "fonts", "format dots", "second reader", "unit", "workers"]);
  });

  it.each(KINDS)("fail the build when over the budget (%s)", async (kind) => {
    await expect(sizesOf({ ...ENOUGH, [kind]: 10 })).rejects.toThrow(
      /Over the size budget .* is 0\.\d kB, more than 0\.0 kB/,
    );
  });
});
