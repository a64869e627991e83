import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { beginTo, queueOf } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";
import { contentsOf, filesIn, runCli } from "./support/storeFiles.ts";

const SIDE = 32;

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
  await app.getByLabel("Preset", { exact: true }).selectOption({ index: 0 });
  await expect(app.getByRole("button", { name: "Convert", exact: true })).toBeDisabled();
  await app.getByRole("button", { name: "Remove done" }).click();
  await expect(app.getByRole("button", { name: "Choose files" })).toBeVisible();
  await expect(queue).toBeHidden();
});
