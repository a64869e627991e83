import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import axe from "axe-core";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertButton, convertTo, lookAt, openTab, queueOf, showView } from "./support/page.ts";
import { openAdvanced } from "./support/settingsForm.ts";
import { tiffFixture } from "./support/storeFiles.ts";

/** The rules that are held: WCAG 2.2 up to level AA, and what axe-core calls good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const LOOKS = {
  light: { width: 1280 },
  dark: { width: 1280, colorScheme: "dark" },
  "narrow and dark": { width: 320, colorScheme: "dark" },
  // What a window of 1280 pixels leaves to a page that is shown twice as large.
  "twice as large, in forced colours": { width: 640, forcedColors: "active" },
} as const;

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

/** Runs axe-core in the page as it is. It is evaluated by the debugger: the page's own policy lets no foreign script in. */
async function expectNoProblems(app: Page, screen: string): Promise<void> {
  await app.evaluate(axe.source);
  const problems = await app.evaluate(async (values) => {
    // The script above has made it a global of the page.
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run({ runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  }, RULES);
  expect(problems, screen).toEqual([]);
}
