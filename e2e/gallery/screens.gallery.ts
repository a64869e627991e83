import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/app.ts";
import { harmonyFiles } from "../../testing/formats/harmonyFiles.ts";
import { writeCells } from "../support/cells.ts";
import { answerDirectoryPicker, dropPaths } from "../support/drop.ts";
import { noiseStack } from "../support/noiseStack.ts";
import { beginTo, convertButton, openTab, queueOf, showView } from "../support/page.ts";
import { openAdvanced } from "../support/settingsForm.ts";
import { tiffFixture } from "../support/storeFiles.ts";
import { Gallery } from "./gallery.ts";

type Tab = Parameters<typeof openTab>[1];

/** In a narrow window one zone is in sight. */
const inView = (page: Page, view: "Files" | "Look") => () => showView(page, view);
const inTab = (page: Page, tab: Tab) => async () => {
  // Between narrow and wide it lies over the picture, until it is opened.
  const opener = page.getByRole("button", { name: "Open the inspector" });
  if (await opener.isVisible()) await opener.click();
  await openTab(page, tab);
};

test("screens", async ({ app, outputFolder }, info) => {
  const gallery = new Gallery();
  const files = info.outputPath("files");
  mkdirSync(files, { recursive: true });
  await app.getByRole("button", { name: "Help" }).waitFor();
  await gallery.draw(app, "01-start");
  await app.keyboard.press("?");
  await app.getByRole("complementary").waitFor();
  await gallery.draw(app, "02-help-with-the-sample");
  await app.keyboard.press("Escape");

  await app.getByRole("button", { name: "Try a sample image" }).click();
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await app.setViewportSize({ width: 1280, height: 800 });
  await expect(app.getByText(/Measured on/u)).toBeVisible({ timeout: 30_000 });
  await gallery.draw(app, "03-look", { arrange: inView(app, "Look") });
  for (const tab of ["Plan", "Settings", "Metadata", "Log"] as const)
    await gallery.draw(app, `04-${tab.toLowerCase()}`, { arrange: inTab(app, tab) });
  await app.setViewportSize({ width: 1280, height: 800 });
  await openAdvanced(app);
  await gallery.draw(app, "05-advanced", { arrange: inTab(app, "Settings") });
  await app.getByRole("button", { name: "Chunk grid" }).first().click({ force: true });
  await gallery.draw(app, "06-grid", { arrange: inView(app, "Look") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByRole("button", { name: "Chunk grid" }).first().click({ force: true });
  await app.getByRole("button", { name: "Split" }).click();
  await expect(app.getByText(/Mean difference in view [\d.]+/u)).toBeVisible();
  await gallery.draw(app, "06-split", { arrange: inView(app, "Look") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByRole("button", { name: "Split" }).click();

  writeFileSync(join(files, "broken.tif"), "II*\0 no picture");
  writeFileSync(join(files, "notes.txt"), "a shopping list");
  writeFileSync(join(files, "noise.tif"), noiseStack(512, 12));
  await app.setViewportSize({ width: 1280, height: 800 });
  const dropped = ["broken.tif", "notes.txt", "noise.tif"].map((name) => join(files, name));
  const sets = ["ome_companion/companion_c0_z0.ome.tif", "ome_two_scenes.ome.tif", "ome_missing_planes.ome.tif"];
  await dropPaths(app, [...dropped, ...sets.map(tiffFixture)]);
  await expect(app.locator(".action-status")).toContainText("skipped");
  await gallery.draw(app, "07-queue", { arrange: inView(app, "Files") });
  const states = { broken: "broken.tif", skipped: "notes.txt", companion: "companion_c0_z0", scenes: "ome_two_scenes" };
  for (const [state, name] of Object.entries(states)) {
    await app.setViewportSize({ width: 1280, height: 800 });
    await queueOf(app).getByText(name).first().click();
    await gallery.draw(app, `08-${state}`, { arrange: inView(app, "Look") });
  }

  await drawLabels(app, gallery, files);
  await drawMissing(app, gallery, files);

  await app.setViewportSize({ width: 1280, height: 800 });
  await queueOf(app).getByText("sample-cells").first().click();
  await beginTo(app, outputFolder);
  await app.getByRole("button", { name: "Pause" }).click();
  await expect(app.getByText("paused")).toBeVisible();
  await gallery.draw(app, "09-converting-look", { arrange: inView(app, "Look") });
  await gallery.draw(app, "10-converting-queue", { arrange: inView(app, "Files") });
  await gallery.draw(app, "10-converting-plan", { arrange: inTab(app, "Plan") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByRole("button", { name: "Resume" }).click();
  await expect(app.getByRole("button", { name: "Pause" })).toBeHidden({ timeout: 60_000 });
  await queueOf(app).getByText("sample-cells").first().click();
  await gallery.draw(app, "11-done", { arrange: inView(app, "Look") });
  await gallery.draw(app, "12-result", { arrange: inTab(app, "Result") });

  await app.setViewportSize({ width: 1280, height: 800 });
  const store = join(outputFolder, "sample-cells.ome.zarr");
  rmSync(join(store, "1", "zarr.json"));
  await dropPaths(app, [store]);
  await queueOf(app).getByText("sample-cells.ome.zarr").first().click();
  await openTab(app, "Check");
  await app.getByRole("button", { name: "Check", exact: true }).click();
  await expect(app.getByRole("list", { name: "What was found" })).toBeVisible();
  await gallery.draw(app, "13-check", { arrange: inTab(app, "Check") });

  await app.setViewportSize({ width: 1280, height: 800 });
  await dropPaths(app, [join(files, "noise.tif")]);
  await expect(convertButton(app)).toBeEnabled();
  await convertButton(app).click();
  await app.getByRole("dialog").waitFor();
  await gallery.draw(app, "14-already-there");
  await app.getByRole("dialog").getByRole("button", { name: "Go back" }).click();

  await app.waitForTimeout(1000);
  await app.reload();
  await app.getByRole("region", { name: "Earlier queue" }).waitFor();
  await gallery.draw(app, "15-earlier-queue");
  await answerDirectoryPicker(app, outputFolder);
  gallery.write("screens");
  expect(gallery.problems).toEqual([]);
});

/** A mask that is offered to its image, and is its labels then. */
async function drawLabels(app: Page, gallery: Gallery, files: string): Promise<void> {
  const [image, mask] = [join(files, "cells.tif"), join(files, "cells_nuclei_masks.tif")];
  writeCells(image, mask);
  await app.setViewportSize({ width: 1280, height: 800 });
  await dropPaths(app, [image, mask]);
  const offer = app.getByRole("region", { name: "Masks of images" });
  await offer.waitFor();
  await gallery.draw(app, "08-labels-offered", { arrange: inView(app, "Files") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await offer.getByRole("button", { name: "Add as labels" }).click();
  await queueOf(app).getByText("cells.tif", { exact: true }).click();
  await gallery.draw(app, "08-labels", { arrange: inView(app, "Look") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByRole("button", { name: "Remove cells.tif" }).click();
}

/** A plate of which a picture is gone. */
async function drawMissing(app: Page, gallery: Gallery, files: string): Promise<void> {
  const plate = join(files, "Measurement 1");
  for (const [path, bytes] of Object.entries(harmonyFiles())) {
    if (path.endsWith("r02c03f01p02-ch2sk2fk1fl1.tiff")) continue;
    mkdirSync(join(plate, dirname(path)), { recursive: true });
    writeFileSync(join(plate, path), bytes);
  }
  await dropPaths(app, [plate]);
  await queueOf(app).getByText("A plate").first().click();
  await app.getByRole("alert").filter({ hasText: "Files of A plate are missing" }).waitFor();
  await gallery.draw(app, "08-missing-planes", { arrange: inView(app, "Look") });
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByRole("button", { name: "Remove A plate" }).click();
}
