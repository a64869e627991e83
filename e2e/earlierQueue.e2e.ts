import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { killBrowser } from "./support/killBrowser.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { beginTo, chooseFolder, openTab, queueOf } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";
import { contentsOf, filesIn, runCli, tiffFixture } from "./support/storeFiles.ts";

const SIDE = 32;
const NAMES = ["one.tif", "two.tif"];

/** Resolves when the page has kept its state: half a second after a change by its own clock, which on a busy computer is not ours. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => window.setTimeout(resolve, 1000)));
}

const offerOn = (page: Page) => page.getByRole("region", { name: "Earlier queue" });

test("the browser is killed under way: the next one offers the queue, and goes on where it was after one press", async ({
  baseURL,
  outputFolder,
}, testInfo) => {
  test.slow();
  const url = baseURL ?? "/";
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const sources = NAMES.map((name) => testInfo.outputPath(name));
  for (const source of sources) writeFileSync(source, noiseStack(256, 8));
  const killed = await launchBrowser({});
  const page = await killed.context.newPage();
  await page.goto(url);
  await dropPaths(page, sources);
  await expect(queueOf(page).getByText("Ready")).toHaveCount(2);
  await openTab(page, "Settings");
  await page.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await setParameters(page, { chunkShape: [1, SIDE, SIDE] });
  await beginTo(page, outputFolder);
  // The first is done, and some of the second.
  const parts = (): number => filesIn(outputFolder).filter((name) => name.startsWith("two.ome.zarr/0/")).length;
  while (parts() < 150) await setTimeout(5);
  // A second is the longest that the kept state may be behind.
  await kept(page);
  expect(filesIn(outputFolder).some((name) => name.includes("two.ome.zarr/.zarrdrop-incomplete"))).toBe(true);
  await killBrowser(killed.profile);

  const browser = await launchBrowser({ profile: killed.profile });
  const again = await browser.context.newPage();
  await again.goto(url);
  await expect(offerOn(again)).toContainText(/^Today at \d\d:\d\d: 1 of 2 done, stopped at two\.tif, \d+ %/u);
  const share = Number(/(\d+) %/u.exec((await offerOn(again).textContent()) ?? "")![1]);
  expect(share).toBeGreaterThan(0);
  // It is said until there is a rate, which may be a moment.
  const said = again.evaluateHandle(() => {
    const seen: { share: number | null } = { share: null };
    new MutationObserver(() => {
      const found = /going on at (\d+) %/u.exec(document.body.textContent);
      if (found !== null) seen.share ??= Number(found[1]);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
    return seen;
  });
  await said;
  await offerOn(again).getByRole("button", { name: "Go on" }).click();
  await expect(queueOf(again).getByText("Done")).toHaveCount(2, { timeout: 60_000 });
  const goesOn = await (await said).evaluate(({ share: at }) => at);
  expect(goesOn, "units whose files are on the disk are not done again").toBeGreaterThan(0);
  await expect(offerOn(again)).toBeHidden();
  await browser.close();
  const wanted = testInfo.outputPath("wanted");
  runCli("convert", ...sources, "-d", wanted, "--preset", "zarr-v2", "--chunk-shape", `1,${SIDE},${SIDE}`);
  expect(contentsOf(outputFolder)).toEqual(contentsOf(wanted));
});

test("a page that is loaded again offers its queue: it is looked at as it was, or forgotten", async ({
  app,
  baseURL,
}) => {
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await openTab(app, "Settings");
  await app.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await kept(app);
  const other = await app.context().newPage();
  await other.goto(baseURL ?? "/");
  await setTimeout(500);
  await expect(offerOn(other), "the other tab has it").toBeHidden();
  await app.reload();
  await expect(offerOn(app)).toContainText("0 of 1 done");
  await expect(offerOn(app).getByRole("button", { name: "Go on" }), "nothing was under way").toBeHidden();
  await offerOn(app).getByRole("button", { name: "Look" }).click();
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await openTab(app, "Settings");
  await expect(app.getByLabel("Preset", { exact: true })).toHaveValue("zarr-v2");
  await kept(app);
  await app.reload();
  await offerOn(app).getByRole("button", { name: "Forget" }).click();
  await expect(offerOn(app)).toBeHidden();
  await app.reload();
  await setTimeout(500);
  await expect(offerOn(app)).toBeHidden();
});

test("what is gone or was changed since is said by name, with what can be done", async ({ app, outputFolder }) => {
  const [gone, changed] = ["gone.tif", "changed.tif"].map((name) => join(outputFolder, name)) as [string, string];
  for (const path of [gone, changed]) copyFileSync(tiffFixture("zlib_strips.tif"), path);
  const folder = join(outputFolder, "stores of the night");
  mkdirSync(folder);
  await dropPaths(app, [gone, changed]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
  await expect(queueOf(app).locator("canvas[data-ready]")).toHaveCount(2);
  await chooseFolder(app, folder);
  await kept(app);
  rmSync(gone);
  appendFileSync(changed, "more");
  rmSync(folder, { recursive: true });
  await app.reload();
  await expect(offerOn(app)).toContainText("0 of 2 done");
  await expect(offerOn(app)).toContainText("The folder is stores of the night.");
  await expect(offerOn(app).locator("canvas")).toHaveCount(2);
  await offerOn(app).getByRole("button", { name: "Look" }).click();
  const alert = app.getByRole("alert").filter({ hasText: "stores of the night" });
  await expect(alert).toContainText("is not where it was");
  await expect(alert).toContainText("changed.tif was changed meanwhile: it is converted from the beginning");
  await expect(queueOf(app).getByText("Choose it again")).toBeVisible();
  await expect(app.getByRole("button", { name: "Choose output folder" })).toBeVisible();
  await queueOf(app).getByText("gone.tif").click();
  await expect(app.getByRole("alert").filter({ hasText: "gone.tif is wanted again" })).toContainText(
    "it was moved, renamed or deleted",
  );
});

test("a file that was chosen in a dialog is asked for again by its name", async ({ app }) => {
  const path = tiffFixture("ome_XYZCT.ome.tif");
  await app.getByLabel("Files to convert").setInputFiles(path);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await kept(app);
  await app.reload();
  await offerOn(app).getByRole("button", { name: "Look" }).click();
  await expect(queueOf(app).getByText("Choose it again")).toBeVisible();
  await expect(app.getByRole("alert")).toContainText("ome_XYZCT.ome.tif is wanted again");
  await app.getByLabel("Files to convert").first().setInputFiles(path);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await expect(queueOf(app).getByText("ome_XYZCT.ome.tif")).toHaveCount(1);
});

test("stores that were not downloaded yet are kept with the queue, and cleared with it", async ({
  tab: page,
  baseURL,
}) => {
  // As in a browser that cannot write into folders.
  await page.addInitScript(() => Reflect.deleteProperty(window, "showDirectoryPicker"));
  await page.goto(baseURL ?? "/");
  await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  const first = page.waitForEvent("download");
  await page.getByRole("button", { name: "Convert", exact: true }).click();
  await expect(queueOf(page).getByText("Done")).toBeVisible();
  await first;
  await kept(page);
  await page.reload();
  await expect(offerOn(page)).toContainText("1 of 1 done");
  await expect(offerOn(page)).toContainText("until they are downloaded or forgotten");
  await offerOn(page).getByRole("button", { name: "Look" }).click();
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await again).suggestedFilename()).toBe("ome_XYZCT.ozx");
  await kept(page);
  await page.reload();
  await offerOn(page).getByRole("button", { name: "Forget" }).click();
  await expect(offerOn(page)).toBeHidden();
  const left = () =>
    page.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return names.filter((name) => name.startsWith("outputs-"));
    });
  await expect.poll(left).toEqual([]);
});
