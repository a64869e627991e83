import { expect, type Locator, type Page } from "@playwright/test";
import { answerDirectoryPicker } from "./drop.ts";

/** The list of what was dropped. */
export function queueOf(page: Page): Locator {
  return page.getByRole("list", { name: "Queue" }).or(page.getByRole("grid", { name: "Queue" }));
}

/** Chooses a real folder for what is written. */
export async function chooseFolder(page: Page, folder: string): Promise<void> {
  await answerDirectoryPicker(page, folder);
  await page.getByRole("button", { name: "Choose output folder" }).click();
}

/** Chooses a real folder and has the conversion of all that is ready begun. */
export async function beginTo(page: Page, folder: string): Promise<void> {
  await chooseFolder(page, folder);
  await page.getByRole("button", { name: "Convert", exact: true }).click();
}

/** The same, and waits for `done` items. */
export async function convertTo(page: Page, folder: string, done = 1): Promise<void> {
  await beginTo(page, folder);
  await expect(queueOf(page).getByText("Done")).toHaveCount(done, { timeout: 30_000 });
}
