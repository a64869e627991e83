import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { problemsOf } from "./support/accessibility.ts";
import { harmonyFiles } from "../testing/formats/harmonyFiles.ts";
import { dropPaths } from "./support/drop.ts";
import { keepStores } from "./support/journey.ts";
import { chooseFolder, convertTo, openTab, queueOf } from "./support/page.ts";
import { writePlate } from "./support/plate.ts";

const CLI = join(import.meta.dirname, "..", "scripts", "cli.mjs");
const well = (page: Page, name: string) => page.getByRole("gridcell", { name: new RegExp(`^${name},`) });

async function drawFrom(page: Page, from: string, to: string): Promise<void> {
  await well(page, from).hover();
  await page.mouse.down();
  await well(page, to).hover();
  await page.mouse.up();
}

test("wells of a plate are chosen on its map, looked into, and saved", async ({ app, outputFolder }) => {
  const source = writePlate(outputFolder);
  await dropPaths(app, [source]);
  const map = app.getByRole("region", { name: "Plate" });
  const sum = map.locator(".plate-bar");
  await expect(sum).toContainText("20 of 20 wells");
  await expect(well(app, "C3")).toHaveAccessibleName("C3, 2 fields, taken, a picture is not there");
  await expect(map.getByText("1 well without all pictures")).toBeVisible();

  expect(await problemsOf(app), "a plate").toEqual([]);
  await app.setViewportSize({ width: 320, height: 740 });
  expect(await problemsOf(app), "a plate in a narrow window").toEqual([]);
  await app.setViewportSize({ width: 1280, height: 900 });

  // Rectangles, also with Shift, backwards, and over wells without images.
  await drawFrom(app, "C3", "B2");
  await expect(sum).toContainText("4 of 20 wells (B–C, 2–3)");
  await app.keyboard.down("Shift");
  await drawFrom(app, "E6", "D6");
  await app.keyboard.up("Shift");
  await expect(sum).toContainText("6 of 20 wells");
  await expect(well(app, "D5")).toHaveAttribute("aria-selected", "false");

  // Heads take rows and columns, and leave them out; what is chosen is never nothing.
  await map.getByRole("button", { name: "Column 6" }).click();
  await expect(sum).toContainText("8 of 20 wells");
  await map.getByRole("button", { name: "Column 6" }).click();
  await expect(sum).toContainText("4 of 20 wells");
  await well(app, "C3").locator(".well-box").click();
  await expect(sum).toContainText("3 of 20 wells");

  // The same by keys.
  await well(app, "B2").click();
  await app.keyboard.press("ArrowDown");
  await expect(well(app, "C2")).toBeFocused();
  await app.keyboard.press("Shift+ArrowDown");
  await expect(sum).toContainText("4 of 20 wells");
  await app.keyboard.press("Space");
  await expect(sum).toContainText("3 of 20 wells");
  await app.keyboard.press("ArrowUp");
  await app.keyboard.press("Enter");

  // Into the well: its fields alone, and back.
  await expect(app.getByRole("region", { name: "Preview" })).toBeVisible();
  const strip = app.getByRole("region", { name: "Scenes" });
  await expect(strip).toContainText("C2 2 fields");
  await expect(strip.getByRole("listitem")).toHaveCount(2);
  await strip.getByText("Plate").click();
  await expect(well(app, "C2")).toHaveAttribute("tabindex", "0");

  await map.getByRole("button", { name: "Only C2" }).click();
  await expect(sum).toContainText("1 of 20 wells");
  await convertTo(app, outputFolder);
  // One plate with one well.
  const store = join(outputFolder, "screen.ome.zarr");
  const { attributes } = JSON.parse(readFileSync(join(store, "zarr.json"), "utf8"));
  expect(attributes.ome.plate.wells).toEqual([{ path: "C/2", rowIndex: 2, columnIndex: 1 }]);
  expect(readdirSync(join(store, "C", "2")).toSorted()).toEqual(["0", "1", "zarr.json"]);
  await expect(queueOf(app)).toContainText("Done");
  // What is stored is looked at field by field, and is not held against wells that were left out.
  await expect(app.getByText("You are looking at the stored file, read from disk.")).toBeVisible();
  const result = app.getByRole("region", { name: "Stored, and read back by an independent reader" });
  await expect(result).toContainText("written");
  await expect(strip.getByRole("radiogroup")).toHaveCount(0);
  const [{ valid }] = JSON.parse(execFileSync("node", [CLI, "validate", store, "--json"], { encoding: "utf8" }));
  expect(valid).toBe(true);
  keepStores("plate", { source, isWhole: false }, outputFolder);
});

test("a plate of which a file is gone stops, and goes on without that field or with zeros at one press", async ({
  app,
  outputFolder,
}, testInfo) => {
  const plate = testInfo.outputPath("Measurement 1");
  for (const [path, bytes] of Object.entries(harmonyFiles())) {
    if (path.endsWith("r02c03f01p02-ch2sk2fk1fl1.tiff")) continue;
    mkdirSync(join(plate, dirname(path)), { recursive: true });
    writeFileSync(join(plate, path), bytes);
  }
  await dropPaths(app, [plate]);
  const problem = app.getByRole("alert").filter({ hasText: "Files of A plate are missing" });
  await expect(problem).toContainText("One plane of B03, field 1 cannot be read, because the files are not there");
  expect(await problemsOf(app), "a plate of which files are gone").toEqual([]);
  await chooseFolder(app, outputFolder);
  await problem.getByRole("button", { name: "Convert without that field" }).click();
  await expect(queueOf(app)).toContainText("Done", { timeout: 30_000 });
  const store = join(outputFolder, "A plate.ome.zarr");
  // The field keeps its place.
  expect(readdirSync(join(store, "B", "3")).toSorted()).toEqual(["1", "zarr.json"]);
  expect(readdirSync(join(store, "D", "11")).toSorted()).toEqual(["0", "1", "zarr.json"]);

  await app.getByRole("button", { name: "Remove A plate" }).click();
  await dropPaths(app, [plate]);
  const zeros = testInfo.outputPath("zeros");
  mkdirSync(zeros);
  await chooseFolder(app, zeros);
  await problem.getByRole("button", { name: "Convert with zeros" }).click();
  await expect(queueOf(app)).toContainText("Done", { timeout: 30_000 });
  await openTab(app, "Plan");
  // On the plan of any field, and with the result.
  const lost = app.getByText("One plane of B03, field 1 is written as zeros: the files are not there");
  await expect(lost).toBeVisible();
  await app.getByLabel(/^Image, of 4 in/).selectOption("D/11/1");
  await expect(lost).toBeVisible();
  await openTab(app, "Result");
  await expect(lost).toBeVisible();
});

test("wells are held against each other by one contrast, on the map and in their fields, or each by its own", async ({
  app,
  outputFolder,
}) => {
  await dropPaths(app, [writePlate(outputFolder)]);
  // In the fixture each well is brighter than the one before.
  const brightness = (name: string) => well(app, name).locator("canvas").evaluate(meanOf);
  await expect(well(app, "E6").locator("canvas")).toHaveAttribute("data-ready", "true");
  await expect(well(app, "B2").locator("canvas")).toHaveAttribute("data-ready", "true");
  expect(await brightness("B2")).toBeLessThan((await brightness("E6")) / 4);
  await well(app, "B2").dblclick();
  const preview = app.getByRole("region", { name: "Preview" });
  const ends = preview.getByRole("slider");
  await expect(ends.first()).toBeVisible();
  const windows = async () => Promise.all((await ends.all()).map((end) => end.getAttribute("aria-valuetext")));
  const shared = await windows();
  // From the darkest well to the brightest.
  expect(Number(shared[1]) - Number(shared[0])).toBeGreaterThan(30_000);
  const strip = app.getByRole("region", { name: "Scenes" });
  const second = strip.getByRole("button", { name: "Look at Field 2" });
  await second.click();
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await app.waitForTimeout(500);
  expect(await windows()).toEqual(shared);

  await strip.getByText("Plate").click();
  await app.getByRole("radiogroup", { name: "Contrast of the wells" }).getByText("Each its own").click();
  await expect(well(app, "B2").locator("canvas")).toHaveAttribute("data-ready", "true");
  await expect(well(app, "E6").locator("canvas")).toHaveAttribute("data-ready", "true");
  expect(await brightness("B2")).toBeGreaterThan((await brightness("E6")) / 2);
});

/** Mean of the red, green and blue of a canvas. */
function meanOf(canvas: SVGElement | HTMLElement): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
  return data.reduce((sum, value, at) => sum + (at % 4 === 3 ? 0 : value), 0) / (data.length * 0.75);
}
