import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, test as base } from "@playwright/test";
import { launchBrowser } from "./launchBrowser.ts";

type AppFixtures = {
  browserOfTest: Awaited<ReturnType<typeof launchBrowser>>;
  /** The browser's profile directory: it stands in the command line of all its processes. */
  profile: string;
  /** The page, opened in a browser of its own. */
  app: Page;
  /** A fresh directory of the disk, removed afterwards. */
  outputFolder: string;
};

/** Playwright's `test`, with the page opened in a fresh browser and a fresh output folder. */
export const test = base.extend<AppFixtures>({
  browserOfTest: async ({ colorScheme, viewport }, use) => {
    const launched = await launchBrowser({
      ...(colorScheme === "dark" ? { colorScheme } : {}),
      ...(viewport === null || viewport === undefined ? {} : { viewport }),
    });
    await use(launched);
    await launched.close();
  },
  profile: async ({ browserOfTest }, use) => use(browserOfTest.profile),
  app: async ({ browserOfTest, baseURL }, use) => {
    const page = await browserOfTest.context.newPage();
    await page.goto(baseURL ?? "/");
    await use(page);
  },
  // Playwright wants a destructured first argument even where nothing is used.
  // oxlint-disable-next-line no-empty-pattern
  outputFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-output-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

export { expect } from "@playwright/test";
