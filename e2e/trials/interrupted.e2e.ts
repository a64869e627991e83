import { renameSync } from "node:fs";
import { expect } from "@playwright/test";
import { killBrowser } from "../support/killBrowser.ts";
import { launchBrowser } from "../support/launchBrowser.ts";
import { Disturbed, test, trialsOf } from "./bench.ts";

test("the browser is killed", async ({ bench, url }) => {
  await trialsOf("browser killed", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const killed = await launchBrowser({});
    const page = await killed.context.newPage();
    await trial.begin(page);
    await trial.middle(page);
    await killBrowser(killed.profile);
    trial.expectHonest();
    const again = await launchBrowser({ profile: killed.profile });
    await trial.again(await again.context.newPage());
    await again.close();
  });
});

test("the page is loaded again", async ({ bench, url, browserOfBench }) => {
  await trialsOf("page loaded again", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    await trial.begin(page);
    await trial.middle(page);
    await page.reload();
    trial.expectHonest();
    await trial.again(page);
    await page.close();
  });
});

test("the tab is closed", async ({ bench, url, browserOfBench }) => {
  await trialsOf("tab closed", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const first = await browserOfBench.context.newPage();
    await trial.begin(first);
    await trial.middle(first);
    await first.close();
    trial.expectHonest();
    const second = await browserOfBench.context.newPage();
    await trial.again(second);
    await second.close();
  });
});

test("the page is loaded again without a network", async ({ bench, url, browserOfBench }) => {
  const { context } = browserOfBench;
  await trialsOf("offline, loaded again", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await context.newPage();
    await trial.begin(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await trial.middle(page);
    await context.setOffline(true);
    await page.reload();
    trial.expectHonest();
    await trial.again(page);
    await page.close();
    await context.setOffline(false);
  });
});

test("the folder is gone, and comes back", async ({ bench, url, browserOfBench }) => {
  await trialsOf("folder gone and back", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    await trial.begin(page);
    await trial.middle(page);
    renameSync(trial.folder, `${trial.folder}-elsewhere`);
    const alert = page.getByRole("alert").first();
    const done = page.getByText("Done", { exact: true }).first();
    await expect(alert.or(done)).toBeVisible({ timeout: 30_000 });
    if (await alert.isVisible()) await expect(alert).toContainText("The destination folder was moved or deleted.");
    renameSync(`${trial.folder}-elsewhere`, trial.folder);
    trial.expectHonest();
    if (await alert.isVisible()) {
      await page.getByRole("button", { name: "Try again" }).click();
      await trial.done(page);
    } else {
      trial.expectWhole();
    }
    await page.close();
  });
});
