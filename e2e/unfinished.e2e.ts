import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { trialAnnotation } from "../testing/figures.mjs";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { killBrowser } from "./support/killBrowser.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { noiseBmp } from "./support/noiseBmp.ts";
import { beginTo, openTab, queueOf } from "./support/page.ts";
import { contentsOf, filesIn, runCli, tiffFixture } from "./support/storeFiles.ts";

const STORE = "noise.ome.zarr";

/** Files that Chromium was writing: `createWritable` writes beside the file until it is closed. */
function unfinishedFiles(folder: string): string[] {
  return filesIn(folder).filter((name) => name.endsWith(".crswap"));
}

/** Begins the conversion, or goes on with one that was ended. */
async function begin(page: Page, url: string, source: string, folder: string): Promise<void> {
  const isThere = existsSync(join(folder, STORE, ".zarrdrop-incomplete.json"));
  await page.goto(url);
  await dropPaths(page, [source]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  await openTab(page, "Settings");
  await page.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await beginTo(page, folder);
  // It goes on by itself, and says so.
  if (isThere) await expect(page.getByText(`${STORE} was begun by an earlier run: it goes on there.`)).toBeVisible();
}

test("the browser is killed while it writes: the same conversion goes on and leaves nothing of what it was writing", async ({
  baseURL,
  outputFolder,
}, testInfo) => {
  test.slow();
  const url = baseURL ?? "/";
  const source = testInfo.outputPath("noise.bmp");
  mkdirSync(testInfo.outputPath(), { recursive: true });
  // Twelve times 256: whole chunks on every level.
  writeFileSync(source, noiseBmp(3072));
  let kills = 0;
  let profile: string | undefined;
  let left = 0;
  for (let run = 0; run < 8 && (kills < 2 || left === 0); run++) {
    const browser = await launchBrowser(profile === undefined ? {} : { profile });
    profile = browser.profile;
    const page = await browser.context.newPage();
    await begin(page, url, source, outputFolder);
    const before = unfinishedFiles(outputFolder).length;
    while (unfinishedFiles(outputFolder).length <= before && (await queueOf(page).getByText("Done").count()) === 0) {
      await setTimeout(2);
    }
    await killBrowser(browser.profile);
    const marker = filesIn(outputFolder).filter((name) => name.endsWith(".zarrdrop-incomplete.json"));
    if (marker.length === 0) {
      // The kill came too late: all over again.
      rmSync(join(outputFolder, STORE), { recursive: true });
      continue;
    }
    kills++;
    left = Math.max(left, unfinishedFiles(outputFolder).length);
  }
  expect(left, "files that were being written when the browser was killed").toBeGreaterThan(0);

  const browser = await launchBrowser({ profile: profile! });
  const page = await browser.context.newPage();
  await begin(page, url, source, outputFolder);
  await expect(queueOf(page).getByText("Done")).toBeVisible({ timeout: 60_000 });
  await browser.close();
  expect(unfinishedFiles(outputFolder)).toEqual([]);
  const fromCommandLine = testInfo.outputPath("command-line");
  runCli("convert", source, "--destination", fromCommandLine, "--preset", "zarr-v2");
  expect(contentsOf(outputFolder)).toEqual(contentsOf(fromCommandLine));
  testInfo.annotations.push(trialAnnotation("browser killed", kills));
});

test("a link under the name of the image is said, and nothing is written through it", async ({
  app,
  outputFolder,
}, testInfo) => {
  const outside = testInfo.outputPath("outside");
  mkdirSync(outside, { recursive: true });
  symlinkSync(outside, join(outputFolder, "ome_XYZCT.ome.zarr"));
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await beginTo(app, outputFolder);
  await expect(app.getByText("ome_XYZCT.ome.zarr is a link to another place.").first()).toBeVisible();
  expect(readdirSync(outside)).toEqual([]);
  expect(readdirSync(outputFolder)).toEqual(["ome_XYZCT.ome.zarr"]);
});
