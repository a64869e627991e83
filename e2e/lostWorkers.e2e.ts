import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { serveBare } from "./support/bareHost.ts";
import { dropPaths } from "./support/drop.ts";
import { noiseBmp } from "./support/noiseBmp.ts";
import { beginTo, openTab, queueOf } from "./support/page.ts";
import { contentsOf, runCli, tiffFixture } from "./support/storeFiles.ts";
import { APP, type Misfortune, serveUnlucky } from "./support/unluckyHost.ts";

async function begin(page: Page, source: string, folder: string): Promise<void> {
  await page.getByRole("button", { name: "Choose files" }).first().waitFor();
  await dropPaths(page, [source]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  await openTab(page, "Settings");
  await page.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await beginTo(page, folder);
}

test("workers that loop for ever are noticed within 20 s; the job goes on, and a file that hangs leaves the others alone", async ({
  browserOfTest,
  outputFolder,
}, testInfo) => {
  test.slow();
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const source = testInfo.outputPath("noise.bmp");
  writeFileSync(source, noiseBmp(3072));
  const toUnits: Misfortune[] = ["loop"];
  /** Files that are looked at now hang the worker that does it, each time. */
  let isHanging = false;
  const asked: { worker: string; call: string; at: number }[] = [];
  const happened: { worker: string; at: number }[] = [];
  const host = await serveUnlucky((worker, call) => {
    asked.push({ worker, call, at: performance.now() });
    const loops = call === "run" ? toUnits.shift() : call === "identify" && isHanging ? "loop" : null;
    if (loops) happened.push({ worker, at: performance.now() });
    return loops ?? null;
  });
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  await begin(page, source, outputFolder);
  await expect.poll(() => happened.length).toBe(1);
  isHanging = true;
  await dropPaths(page, [tiffFixture("zlib_tiles.tif")]);

  await expect(queueOf(page).getByText("Done")).toBeVisible({ timeout: 60_000 });
  // The file that hung is named; another one can be looked at.
  await expect(queueOf(page).getByText("Failed")).toBeVisible({ timeout: 60_000 });
  isHanging = false;
  await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();

  // The thread that takes the place of the lost one opens the job; the reading worker, started anew, opens the next file.
  const replaced = asked.findLast(({ worker, call }) => worker === "unit" && call === "open")!.at;
  const noticed = replaced - happened.find(({ worker }) => worker === "unit")!.at;
  expect(noticed).toBeGreaterThan(15_000);
  // 20 s, and what a busy computer needs to start a thread.
  expect(noticed).toBeLessThan(23_000);
  const fromCommandLine = testInfo.outputPath("command-line");
  runCli("convert", source, "--destination", fromCommandLine, "--preset", "zarr-v2");
  expect(contentsOf(outputFolder)).toEqual(contentsOf(fromCommandLine));
  await host.close();
});

test("a part that no worker survives, whether it ends itself or fails, ends the job in words; the store is marked, and the same conversion goes on", async ({
  browserOfTest,
  outputFolder,
}, testInfo) => {
  test.slow();
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const source = testInfo.outputPath("noise.bmp");
  writeFileSync(source, noiseBmp(3072));
  // Of a worker that closes itself a page hears nothing.
  const toUnits: Misfortune[] = ["close", "throw"];
  const host = await serveUnlucky((_, call) => (call === "run" ? (toUnits.shift() ?? null) : null));
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  await begin(page, source, outputFolder);
  const store = "noise.ome.zarr";
  await expect(page.getByText(`It happened twice at ${store}`).first()).toBeVisible({ timeout: 40_000 });
  expect(Object.keys(contentsOf(outputFolder))).toContain(`${store}/.zarrdrop-incomplete.json`);
  await page.getByRole("button", { name: "Convert", exact: true }).click();
  await expect(queueOf(page).getByText("Done")).toBeVisible({ timeout: 30_000 });
  const fromCommandLine = testInfo.outputPath("command-line");
  runCli("convert", source, "--destination", fromCommandLine, "--preset", "zarr-v2");
  expect(contentsOf(outputFolder)).toEqual(contentsOf(fromCommandLine));
  await host.close();
});

/** The script of the build that holds a module: the bundler names it as it likes, its source map tells. */
function scriptWith(module: string): string {
  const maps = join(APP, "..", "maps");
  const map = readdirSync(maps).find((name) => readFileSync(join(maps, name), "utf8").includes(`${module}"`));
  if (map === undefined) throw new Error(`no script holds ${module}`);
  return map.replace(/\.map$/u, "");
}

for (const [what, module] of [
  ["workers' script", "/workers/worker.ts"],
  ["part that reads a format", "/formats/tiff/reader.ts"],
  ["part of the page", "/app/Workbench.tsx"],
] as const) {
  test(`a ${what} that is not there any more is noticed at once, and the page says what to do`, async ({
    browserOfTest,
  }) => {
    const host = await serveBare(APP, { without: `assets/${scriptWith(module)}` });
    const page = await browserOfTest.context.newPage();
    const unheard: string[] = [];
    page.on("pageerror", ({ message }) => unheard.push(message));
    await page.goto(host.url);
    await page.getByRole("button", { name: "Choose files" }).first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(unheard).toEqual([]);
    await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
    await expect(page.getByText("A part of the program could not be loaded.").first()).toBeVisible();
    await expect(page.getByText("Load the page again").first()).toBeVisible();
    await host.close();
  });
}

test("a host whose policy refuses the page's workers is said to, and what it has to allow", async ({
  browserOfTest,
}) => {
  const policy = "worker-src 'self'";
  const host = await serveBare(APP, { headers: { "Content-Security-Policy": policy } });
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(page.getByText("does not allow its background threads").first()).toBeVisible();
  await expect(page.getByText("worker-src 'self' blob:").first()).toBeVisible();
  await host.close();
});

test("a page whose first script does not arrive says so, too", async ({ browserOfTest }) => {
  const script = /assets\/index-[^"]+\.js/u.exec(readFileSync(join(APP, "index.html"), "utf8"))![0];
  const host = await serveBare(APP, { without: script });
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  await expect(page.getByText("load the page again")).toBeVisible();
  await host.close();
});
