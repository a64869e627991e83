import { expect, type Locator, type Page } from "@playwright/test";
import { answerDirectoryPicker } from "./drop.ts";

/** The list of what was dropped. */
export function queueOf(page: Page): Locator {
  return page.getByRole("list", { name: "Queue" }).or(page.getByRole("grid", { name: "Queue" }));
}

/** Chooses a real folder, converts all that is ready, and waits for `done` items. */
export async function convertTo(page: Page, folder: string, done = 1): Promise<void> {
  await answerDirectoryPicker(page, folder);
  await page.getByRole("button", { name: "Choose output folder" }).click();
  await page.getByRole("button", { name: "Convert", exact: true }).click();
  await expect(queueOf(page).getByText("Done")).toHaveCount(done, { timeout: 30_000 });
}
