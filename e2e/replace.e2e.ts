import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { trialAnnotation } from "../testing/figures.mjs";
import { dropPaths } from "./support/drop.ts";
import { killBrowser } from "./support/killBrowser.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { noiseBmp } from "./support/noiseBmp.ts";
import { beginTo, queueOf } from "./support/page.ts";
import { contentsOf, inspect, runCli, tiffFixture } from "./support/storeFiles.ts";

const SOURCE = tiffFixture("ome_XYZCT.ome.tif");
const STORE = "ome_XYZCT.ome.zarr";

const dialogOf = (page: Page) => page.getByRole("dialog");

/** Drops a source, chooses the folder, and presses Convert. */
async function begin(page: Page, source: string, folder: string): Promise<void> {
  await dropPaths(page, [source]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  await beginTo(page, folder);
}

/** What the command line writes of the same source with the page's first settings. */
function expected(source: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-expected-"));
  try {
    runCli("convert", source, "-d", folder, "--preset", "recommended");
    return contentsOf(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a store is replaced when the new one is written and checked; nothing else is left", async ({
  app,
  outputFolder,
}) => {
  runCli("convert", SOURCE, "-d", outputFolder, "--zarr-format", "2");
  writeFileSync(join(outputFolder, STORE, "mine.txt"), "of the old one");
  await begin(app, SOURCE, outputFolder);
  await expect(dialogOf(app)).toContainText(`${STORE} is already there`);
  await expect(dialogOf(app)).toContainText(`${STORE} already exists: it is a store.`);
  await expect(dialogOf(app)).toContainText("the old store stays until the new one is written and checked");
  await dialogOf(app).getByRole("button", { name: "Replace" }).click();
  await expect(queueOf(app).getByText("Done")).toBeVisible();
  expect(contentsOf(outputFolder)).toEqual(expected(SOURCE));
});

test("a folder of notes is not replaced: it is named, and nothing of it is touched", async ({ app, outputFolder }) => {
  mkdirSync(join(outputFolder, STORE));
  writeFileSync(join(outputFolder, STORE, "notes.txt"), "important");
  await begin(app, SOURCE, outputFolder);
  await expect(dialogOf(app)).toContainText("it is a folder that is no Zarr store");
  await dialogOf(app).getByRole("button", { name: "Replace" }).click();
  await expect(app.getByRole("alert")).toContainText("a folder that is no Zarr store");
  expect(contentsOf(outputFolder)).toEqual({ [`${STORE}/notes.txt`]: "important" });
});

test("an unfinished image of another conversion is not skipped in silence", async ({ app, outputFolder }) => {
  runCli("convert", SOURCE, "-d", outputFolder);
  const output = {
    storeName: STORE,
    imageName: "x",
    zarrFormat: 3,
    dtype: "uint8",
    compressor: null,
    axes: [
      { name: "y", type: "space" },
      { name: "x", type: "space" },
    ],
    levels: [{ path: "0", shape: [3, 4], chunkShape: [3, 4], shardShape: null }],
    time: { axis: null, sourceStart: 0, destinationStart: 0, count: 1, append: false },
  };
  const marker = { markerVersion: 1, tool: "x", fingerprint: "x", source: {}, output };
  writeFileSync(join(outputFolder, STORE, ".zarrdrop-incomplete.json"), JSON.stringify(marker));
  await begin(app, SOURCE, outputFolder);
  await dialogOf(app).getByRole("button", { name: "Skip" }).click();
  await expect(app.getByRole("alert")).toContainText("an unfinished image of another conversion");
});

test.describe("killed while it replaces", () => {
  test.describe.configure({ timeout: 180_000 });

  test("the old store is whole, and the same conversion goes on where it was", async ({ baseURL, outputFolder }) => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-replace-"));
    const source = join(folder, "noise.bmp");
    writeFileSync(source, noiseBmp(3072));
    const beside = (): string[] => readdirSync(outputFolder).filter((name) => name.endsWith(".zarrdrop-new"));
    let old: Record<string, string> = {};
    let name: string | undefined;
    let profile: string | undefined;
    // A kill that comes when the new store is in its place already comes too late: all over again.
    for (let attempt = 0; attempt < 6 && name === undefined; attempt++) {
      rmSync(join(outputFolder, "noise.ome.zarr"), { recursive: true, force: true });
      runCli("convert", source, "-d", outputFolder, "--zarr-format", "2", "--num-levels", "1");
      old = contentsOf(outputFolder);
      const killed = await launchBrowser(profile === undefined ? {} : { profile });
      profile = killed.profile;
      const first = await killed.context.newPage();
      await first.goto(baseURL ?? "/");
      await begin(first, source, outputFolder);
      await dialogOf(first).getByRole("button", { name: "Replace" }).click();
      const isBegun = (): boolean => beside().some((staged) => readdirSync(join(outputFolder, staged)).length > 1);
      while (!isBegun() && (await queueOf(first).getByText("Done").count()) === 0) await setTimeout(2);
      await killBrowser(killed.profile);
      [name] = beside();
    }
    expect(name, "it was killed before the end").toBeDefined();
    const there = contentsOf(outputFolder);
    expect(Object.fromEntries(Object.entries(there).filter(([path]) => path.startsWith("noise.ome.zarr/")))).toEqual(
      old,
    );
    expect(inspect(join(outputFolder, "noise.ome.zarr")).store?.state).toBe("complete");

    const again = await launchBrowser({ profile: profile! });
    const second = await again.context.newPage();
    await second.goto(baseURL ?? "/");
    await begin(second, source, outputFolder);
    await expect(dialogOf(second)).toContainText(
      `A replacement of noise.ome.zarr was being written in ${name}: it goes on there.`,
    );
    await dialogOf(second).getByRole("button", { name: "Go on with it" }).click();
    await expect(queueOf(second).getByText("Done")).toBeVisible({ timeout: 60_000 });
    await again.close();
    expect(contentsOf(outputFolder)).toEqual(expected(source));
    rmSync(folder, { recursive: true });
    test.info().annotations.push(trialAnnotation("browser killed"));
  });
});
