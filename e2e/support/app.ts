import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, test as base } from "@playwright/test";
import { forgetPages } from "./forgetPages.ts";
import { launchBrowser } from "./launchBrowser.ts";

type Launched = Awaited<ReturnType<typeof launchBrowser>>;

type AppFixtures = {
  /** An empty tab of the shared browser. Only the project's own page is opened there: what another host keeps would stay. */
  tab: Page;
  /** The page in that tab, as who comes again finds it: the offline copy is there, and nothing of the tests before. */
  app: Page;
  /** A browser of the test's own: for hosts of its own, and for what concerns a browser as a whole. */
  browserOfTest: Launched;
  /** The page on its first visit, in a browser of the test's own. */
  firstVisit: Page;
  /** A fresh directory of the disk, removed afterwards. */
  outputFolder: string;
};

/** Playwright's `test`, with the page opened in a browser, and a fresh output folder. */
export const test = base.extend<AppFixtures, { sharedBrowser: Launched }>({
  // To start a browser, and to have it fill its offline copy, costs as much as half of what a journey does.
  sharedBrowser: [
    // Playwright wants a destructured first argument even where nothing is used.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const launched = await launchBrowser({});
      await use(launched);
      await launched.close();
    },
    { scope: "worker" },
  ],
  tab: async ({ sharedBrowser: { context }, baseURL, viewport }, use) => {
    const page = await context.newPage();
    if (viewport !== null && viewport !== undefined) await page.setViewportSize(viewport);
    await use(page);
    await forgetPages(context, baseURL ?? "/");
  },
  app: async ({ tab, baseURL }, use) => {
    await tab.goto(baseURL ?? "/");
    await use(tab);
  },
  browserOfTest: async ({ viewport }, use) => {
    const launched = await launchBrowser(viewport === null || viewport === undefined ? {} : { viewport });
    await use(launched);
    await launched.close();
  },
  firstVisit: async ({ browserOfTest, baseURL }, use) => {
    const page = await browserOfTest.context.newPage();
    await page.goto(baseURL ?? "/");
    await use(page);
  },
  // oxlint-disable-next-line no-empty-pattern
  outputFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-output-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

export { expect } from "@playwright/test";
