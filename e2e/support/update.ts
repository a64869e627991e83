import { expect, type Page } from "@playwright/test";

/**
 * Takes the offer of a new version and waits until the page is of it. A browser ends a service worker that has had nothing to do for half
 * a minute, and lets the new one take over then; one that is watched, as a test does, it never ends: the test does that in its place.
 */
export async function loadUpdate(page: Page, isNewer: () => Promise<boolean>): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("ServiceWorker.enable");
  await page.getByRole("button", { name: "Load it" }).click();
  await expect(async () => {
    await browser.send("ServiceWorker.stopAllWorkers");
    // The page is just being loaded: there is nothing to ask.
    await expect.poll(() => isNewer().catch(() => false), { timeout: 3000 }).toBe(true);
  }).toPass({ timeout: 60_000 });
  await browser.detach();
}
