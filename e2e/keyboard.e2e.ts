import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { answerDirectoryPicker } from "./support/drop.ts";
import { queueOf } from "./support/page.ts";

/** Keys from nothing to a stored sample, that for the dialog of the folder among them. */
const MOST_KEYS = 12;
/** Stops of the tab key from the top of the page to *Convert*. */
const MOST_STOPS = 5;

const hasFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);

test("with the keyboard alone: from nothing to a stored and verified sample in twelve keys, and the focus is never lost", async ({
  app,
  outputFolder,
}) => {
  await answerDirectoryPicker(app, outputFolder);
  let keys = 0;
  const press = async (key: string): Promise<void> => {
    await app.keyboard.press(key);
    keys++;
  };
  const sample = app.getByRole("button", { name: "Try a sample image" });
  while (!(await sample.evaluate((button) => button === document.activeElement))) await press("Tab");
  await press("Enter");
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await expect.poll(() => hasFocus(app), "the first screen went with what had the focus").toBe(true);
  await press("Control+Enter");
  // The browser's own dialog, which answers by itself here.
  keys++;
  await expect(queueOf(app).getByText("Done")).toBeVisible({ timeout: 30_000 });
  await expect(app.getByRole("heading", { name: "Stored, and read back by an independent reader" })).toBeVisible();
  expect(keys).toBeLessThanOrEqual(MOST_KEYS);
  expect(await hasFocus(app), "after the conversion").toBe(true);

  // What has the focus goes, and it goes on to something beside it.
  await queueOf(app).locator("[aria-current]").focus();
  await press("Delete");
  await expect(sample).toBeVisible();
  await expect.poll(() => hasFocus(app), "after the last file was taken away").toBe(true);
  await press("Control+z");
  await expect(queueOf(app).getByText("Done")).toBeVisible();
  await expect.poll(() => hasFocus(app), "after it came back").toBe(true);
});

test("three presses lead from the first screen to a stored sample, and few stops of the tab key to each button", async ({
  app,
  outputFolder,
}) => {
  await answerDirectoryPicker(app, outputFolder);
  await app.getByRole("button", { name: "Try a sample image" }).click();
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  const convert = app.getByRole("button", { name: "Convert", exact: true });
  // From the top of the page.
  await app.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
  });
  let stops = 0;
  for (; stops <= MOST_STOPS; stops++) {
    if (await convert.evaluate((button) => button === document.activeElement)) break;
    await app.keyboard.press("Tab");
  }
  expect(stops, "before Convert").toBeLessThanOrEqual(MOST_STOPS);
  // The folder is asked for with it.
  await convert.click();
  await expect(queueOf(app).getByText("Done")).toBeVisible({ timeout: 30_000 });
});
