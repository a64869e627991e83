import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { openTab, queueOf } from "./support/page.ts";
import { openAdvanced, settingsOf } from "./support/settingsForm.ts";
import { tiffFixture } from "./support/storeFiles.ts";

/** Presses at one part of an element's width, and lets go at another. */
async function drag(page: Page, element: Locator, from: number, to: number): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await element.boundingBox())!;
  await page.mouse.move(x + width * from, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + height / 2, { steps: 3 });
  await page.mouse.up();
}

const numberIn = async (slider: Locator): Promise<number> => Number(await slider.inputValue());

test("sliders go with the pointer and with keys", async ({ app }) => {
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  const preview = app.getByRole("region", { name: "Preview" });
  const slice = preview.getByRole("slider", { name: "Slice" });
  await expect(slice).toHaveValue("2");
  await slice.focus();
  await app.keyboard.press("ArrowRight");
  await expect(slice).toHaveValue("3");
  await expect(slice).toHaveAttribute("aria-valuetext", /^3 of 3/);
  await expect(preview.locator(".axis-place").first()).toContainText("3 of 3");
  await drag(app, slice, 0.9, 0.02);
  await expect(slice).toHaveValue("1");

  const contrast = preview.getByRole("group", { name: "Contrast of DAPI" });
  const black = contrast.getByRole("slider", { name: "Black" });
  const white = contrast.getByRole("slider", { name: "White" });
  // What the data say has arrived.
  await expect(black).not.toHaveValue("0");
  const [start, end] = [await numberIn(black), await numberIn(white)];
  await black.focus();
  await app.keyboard.press("ArrowRight");
  await expect(black).toHaveValue(String(start + 1));
  await app.keyboard.press("End");
  await expect(black).toHaveValue(String(end));
  await app.keyboard.press("Home");
  // The nearer end follows, has the focus, and does not pass the other.
  const track = contrast.locator(".slider-track");
  await drag(app, track, 0.9, 0.5);
  await expect(white).toBeFocused();
  const middle = await numberIn(white);
  expect(middle).toBeGreaterThan(start);
  expect(middle).toBeLessThan(end);
  await drag(app, track, 0.02, 0.8);
  await expect(black).toBeFocused();
  await expect(black).toHaveValue(String(middle));
});

test("what can be on or off, and choices in a row, go with the pointer and with keys", async ({ app }) => {
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif"), tiffFixture("ome_two_scenes.ome.tif")]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
  const preview = app.getByRole("region", { name: "Preview" });
  for (const name of ["Chunk grid", "Show DAPI"]) {
    const toggle = preview.getByRole("button", { name });
    const before = await toggle.getAttribute("aria-pressed");
    await toggle.focus();
    await app.keyboard.press("Space");
    await expect(toggle).not.toHaveAttribute("aria-pressed", before!);
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-pressed", before!);
  }

  await openTab(app, "Settings");
  const scopes = settingsOf(app).getByRole("radiogroup", { name: "These settings are for" });
  await scopes.getByRole("radio", { name: "All files" }).focus();
  await app.keyboard.press("ArrowRight");
  await expect(scopes.getByRole("radio", { name: "This file" })).toBeChecked();
  await expect(settingsOf(app).getByRole("button", { name: "Apply to all" })).toBeVisible();
  await scopes.getByText("All files").click();
  await expect(scopes.getByRole("radio", { name: "All files" })).toBeChecked();

  await queueOf(app).getByText("ome_two_scenes.ome.tif", { exact: true }).click();
  const scenes = app.getByRole("region", { name: "Scenes" }).getByRole("checkbox");
  await scenes.first().focus();
  await app.keyboard.press("Space");
  await expect(scenes.first()).not.toBeChecked();
  await expect(scenes.last()).toBeDisabled();
});

test("advanced settings are found by a word, and those that were changed by themselves", async ({ app }) => {
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await openAdvanced(app);
  const settings = settingsOf(app);
  await settings.getByLabel("Find a setting").fill("memory_target");
  await expect(settings.getByRole("group")).toHaveCount(1);
  await settings.locator(".advanced .field .input").last().fill("8MiB");
  await settings.getByLabel("Find a setting").fill("");
  expect(await settings.locator(".settings-group").count()).toBeGreaterThan(3);
  await settings.getByText("Changed only").click();
  await expect(settings.locator(".settings-group")).toHaveCount(1);
  await expect(settings.locator(".settings-group")).toContainText("memory_target");
});

test("in a window of middling width the inspector lies over the picture, inside the window", async ({ app }) => {
  await app.setViewportSize({ width: 800, height: 900 });
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(app.getByRole("region", { name: "Preview" })).toBeVisible();
  await app.getByRole("button", { name: "Show the inspector" }).click();
  const inspector = app.getByRole("region", { name: "Inspector" });
  await openTab(app, "Settings");
  const { x, width } = (await inspector.boundingBox())!;
  expect(width).toBeGreaterThanOrEqual(300);
  expect(x + width).toBe(800);
  expect(await app.evaluate(() => document.documentElement.scrollWidth)).toBe(800);
});
