import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { servePage } from "../cli/servePage.mjs";
import { buildComponents } from "./gallery/buildComponents.ts";
import { LOOKS, problemsOf, RULES } from "./support/accessibility.ts";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertButton, convertTo, lookAt, openTab, queueOf, showView } from "./support/page.ts";
import { openAdvanced } from "./support/settingsForm.ts";
import { tiffFixture } from "./support/storeFiles.ts";

for (const [name, { width, ...media }] of Object.entries(LOOKS)) {
  test(`nothing stands in anybody's way: ${name}`, async ({ app, outputFolder }) => {
    // Many screens, each looked at whole.
    test.setTimeout(180_000);
    await app.setViewportSize({ width, height: 900 });
    await app.emulateMedia({ ...media, reducedMotion: "reduce" });
    await expect(app.getByRole("button", { name: "Help" })).toBeVisible();
    await expectNoProblems(app, "first run");
    await app.keyboard.press("?");
    await expect(app.getByRole("complementary")).toBeVisible();
    await expectNoProblems(app, "help, with the sample");
    await app.keyboard.press("Escape");

    const broken = join(outputFolder, "broken.tif");
    writeFileSync(broken, "no picture");
    await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif"), tiffFixture("ome_two_scenes.ome.tif"), broken]);
    await expect(app.getByRole("application")).toBeVisible();
    await expectNoProblems(app, "picture");
    await app.keyboard.press("?");
    await expect(app.getByRole("complementary")).toBeVisible();
    await expectNoProblems(app, "help");
    await app.keyboard.press("Escape");
    await showView(app, "Files");
    await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
    await expectNoProblems(app, "queue");
    for (const tab of ["Plan", "Metadata", "Result", "Log"] as const) {
      await openTab(app, tab);
      await expectNoProblems(app, tab);
    }

    await openAdvanced(app);
    await expectNoProblems(app, "all settings");

    await lookAt(app, "ome_two_scenes.ome.tif");
    await expect(app.getByRole("region", { name: "Scenes" })).toBeVisible();
    await expectNoProblems(app, "scenes");
    await lookAt(app, "broken.tif");
    await expectNoProblems(app, "a file that is no image");

    await convertTo(app, outputFolder, 2);
    await lookAt(app, "ome_XYZCT.ome.tif");
    await expectNoProblems(app, "done");
    await openTab(app, "Result");
    await expectNoProblems(app, "what was stored");

    const damaged = join(outputFolder, "ome_XYZCT.ome.zarr");
    rmSync(join(damaged, "0", "zarr.json"));
    await dropPaths(app, [damaged]);
    await lookAt(app, "ome_XYZCT.ome.zarr");
    await openTab(app, "Check");
    await app.getByRole("button", { name: "Check", exact: true }).click();
    await expect(app.getByRole("list", { name: "What was found" })).toBeVisible();
    await expectNoProblems(app, "a store that was checked");

    await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
    await showView(app, "Files");
    await expect(queueOf(app).getByText("Ready")).toHaveCount(1);
    await convertButton(app).click();
    await expect(app.getByRole("dialog")).toBeVisible();
    await expectNoProblems(app, "what is there already");
  });
}

test("nor does any state of any component", async ({ tab: page }, info) => {
  await buildComponents(info.outputPath("components"));
  const served = await servePage({ folder: info.outputPath("components"), port: 0, ifTaken: "fail" });
  await page.goto(served.url);
  await expect(page.getByRole("heading", { name: "Colours" })).toBeVisible();
  for (const [name, { width, ...media }] of Object.entries(LOOKS)) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none", ...media, reducedMotion: "reduce" });
    // Pieces of several pages lie beside each other: what is good practice for the parts of one page does not hold.
    const problems = await problemsOf(page, RULES.slice(0, -1));
    expect(problems, name).toEqual([]);
  }
  await served.close();
});

async function expectNoProblems(app: Page, screen: string): Promise<void> {
  expect(await problemsOf(app), screen).toEqual([]);
}
