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

/** Opens a tab of the inspector. */
export async function openTab(
  page: Page,
  name: "Plan" | "Settings" | "Metadata" | "Result" | "Check" | "Log",
): Promise<void> {
  const views = page.getByRole("navigation", { name: "Views" });
  // In a narrow window.
  if (await views.isVisible()) await views.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name }).click();
}

/** Brings a zone into sight that a narrow window has no room for. */
export async function showView(page: Page, name: "Files" | "Look"): Promise<void> {
  const views = page.getByRole("navigation", { name: "Views" });
  if (await views.isVisible()) await views.getByRole("button", { name }).click();
}

/** Looks at a file of the queue. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await showView(page, "Files");
  await queueOf(page).getByText(name, { exact: true }).click();
}

/** The button that begins: it says how many, where it is more than one. */
export function convertButton(page: Page): Locator {
  return page.getByRole("button", { name: /^Convert( \d+)?$/ });
}

/** Chooses a real folder and has the conversion of all that is ready begun. */
export async function beginTo(page: Page, folder: string): Promise<void> {
  await chooseFolder(page, folder);
  await convertButton(page).click();
}

/** The same, and waits for `done` items. */
export async function convertTo(page: Page, folder: string, done = 1): Promise<void> {
  await beginTo(page, folder);
  await showView(page, "Files");
  await expect(queueOf(page).getByText("Done")).toHaveCount(done, { timeout: 30_000 });
}
