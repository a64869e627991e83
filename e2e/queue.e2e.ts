import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { beginTo, openTab, queueOf } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";
import { contentsOf, filesIn, runCli, tiffFixture } from "./support/storeFiles.ts";

const SIDE = 32;
const COUNT = 500;

test("a job rests and goes on, with a file taken away and brought back by Ctrl+Z, to the undisturbed bytes", async ({
  app,
  outputFolder,
}, testInfo) => {
  test.slow();
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const sources = ["one.tif", "two.tif", "three.tif"].map((name) => testInfo.outputPath(name));
  for (const source of sources) writeFileSync(source, noiseStack(256, 8));
  await dropPaths(app, sources);
  const queue = queueOf(app);
  await expect(queue.getByText("Ready")).toHaveCount(3);
  await openTab(app, "Settings");
  await app.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await setParameters(app, { chunkShape: [1, SIDE, SIDE] });
  await beginTo(app, outputFolder);
  while (filesIn(outputFolder).length < 50) await setTimeout(5);
  await app.getByRole("button", { name: "Pause" }).click();
  await expect(app.getByText("paused")).toBeVisible();
  // The units that were under way are finished first.
  let files = -1;
  await expect(async () => {
    const before = files;
    files = filesIn(outputFolder).length;
    expect(files).toBe(before);
  }).toPass({ intervals: [1000], timeout: 20_000 });
  await setTimeout(1500);
  expect(filesIn(outputFolder)).toHaveLength(files);
  await expect(queue.getByText("Done")).toBeHidden();

  await app.getByRole("button", { name: "Remove three.tif" }).click();
  await expect(queue.getByText("three.tif")).toBeHidden();
  await app.keyboard.press("Control+z");
  await expect(queue.getByText("three.tif")).toBeVisible();
  await app.getByRole("button", { name: "Resume" }).click();
  await expect(queue.getByText("Done")).toHaveCount(3, { timeout: 60_000 });
  const wanted = testInfo.outputPath("wanted");
  runCli("convert", ...sources, "-d", wanted, "--preset", "zarr-v2", "--chunk-shape", `1,${SIDE},${SIDE}`);
  expect(contentsOf(outputFolder)).toEqual(contentsOf(wanted));

  // Nothing of what is done is armed again by a change.
  await openTab(app, "Settings");
  await app.getByLabel("Preset", { exact: true }).selectOption({ index: 0 });
  await expect(app.getByRole("button", { name: "Convert", exact: true })).toBeDisabled();
  await app.getByRole("button", { name: "Remove done" }).click();
  await expect(app.getByRole("button", { name: "Choose files" })).toBeVisible();
  await expect(queue).toBeHidden();
});

test("five hundred files are listed before they have their verdicts, and only what is seen of them is drawn", async ({
  app,
}, testInfo) => {
  test.slow();
  const folder = testInfo.outputPath("many");
  mkdirSync(folder, { recursive: true });
  const nameOf = (at: number): string => `${String(at).padStart(3, "0")}.tif`;
  for (let at = 0; at < COUNT; at++) copyFileSync(tiffFixture("ome_XYZCT.ome.tif"), join(folder, nameOf(at)));
  // The longest that the page did not answer, and when the list was there.
  const measured = app.evaluate(async (count) => {
    const numberIn = (selector: string, pattern: RegExp): number =>
      Number(pattern.exec(document.querySelector(selector)?.textContent ?? "")?.[1] ?? 0);
    let listed = 0;
    let ready = 0;
    let worst = 0;
    let readyWhenListed = -1;
    let unread = 0;
    const start = performance.now();
    for (let last = start; ready < count && last - start < 60_000;) {
      await new Promise<void>((resolve) => void window.setTimeout(resolve));
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
      ready = numberIn("output", /(\d+) ready/u);
      unread = numberIn(".queue-count", /(\d+) still/u);
      if (listed === 0 && numberIn(".queue-count", /(\d+) files/u) === count) {
        listed = now - start;
        readyWhenListed = count - unread;
      }
    }
    return { listed, all: performance.now() - start, worst, ready, readyWhenListed };
  }, COUNT);
  await dropPaths(app, [folder]);
  const { ready, readyWhenListed, ...times } = await measured;
  expect(ready).toBe(COUNT);
  expect(readyWhenListed, "ready when all were listed").toBeLessThan(COUNT / 4);

  const rows = queueOf(app).getByRole("listitem");
  expect(await rows.count()).toBeLessThan(60);
  const chosen = queueOf(app).locator("[aria-current]");
  const last = queueOf(app)
    .getByRole("button", { name: nameOf(COUNT - 1), exact: false })
    .first();
  await chosen.focus();
  await app.keyboard.press("End");
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  await expect(rows.filter({ hasText: nameOf(COUNT - 1) })).toHaveAttribute("aria-posinset", String(COUNT));
  // What has the focus stays, however far it is scrolled away.
  await queueOf(app).evaluate((list) => list.scrollTo(0, 0));
  await expect(queueOf(app).getByText(nameOf(0))).toBeInViewport();
  await expect(last).toBeFocused();
  await app.keyboard.press("ArrowUp");
  await expect(chosen).toBeFocused();
  await expect(chosen).toContainText(nameOf(COUNT - 2));
  await expect(chosen).toBeInViewport();
  await app.getByLabel("Find in the queue").fill(nameOf(COUNT / 2));
  await expect(queueOf(app).getByText(nameOf(COUNT / 2))).toBeVisible();
  testInfo.annotations.push({ type: "milliseconds", description: JSON.stringify(times) });
});
