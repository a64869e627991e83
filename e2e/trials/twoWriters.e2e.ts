import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";
import { startOnHost } from "../../testing/cli/builtCommandLine.ts";
import { killBrowser } from "../support/killBrowser.ts";
import { launchBrowser } from "../support/launchBrowser.ts";
import { Disturbed, test, trialsOf } from "./bench.ts";

const A_PAGE = /is just being written by a page in a browser \([\w ]+ on \w+\), since \d{4}-/u;

/** The second is told who holds the store, and changes nothing. */
async function expectRefused(second: Page, who: RegExp): Promise<void> {
  const alert = second.getByRole("alert").first();
  await expect(alert).toContainText(who, { timeout: 30_000 });
  await expect(alert).toContainText("Nothing was changed.");
}

test("two tabs of one browser", async ({ bench, url, browserOfBench }) => {
  await trialsOf("two tabs", async ({ random }) => {
    const trial = new Disturbed(bench, url, random, { replaces: false, isFine: true });
    const [first, second] = [await browserOfBench.context.newPage(), await browserOfBench.context.newPage()];
    await trial.prepare(first);
    await trial.prepare(second);
    await trial.press(first);
    await trial.middle(first, 0.3);
    await trial.press(second);
    await expectRefused(second, A_PAGE);
    await trial.done(first);
    await Promise.all([first.close(), second.close()]);
  });
});

test("two browsers", async ({ bench, url, browserOfBench }) => {
  await trialsOf("two browsers", async ({ random, number }) => {
    const trial = new Disturbed(bench, url, random, { replaces: false, isFine: true });
    const other = await launchBrowser({});
    const [first, second] = [await other.context.newPage(), await browserOfBench.context.newPage()];
    await trial.prepare(first);
    await trial.prepare(second);
    await trial.press(first);
    await trial.middle(first, 0.1);
    // Every other time the first is killed: nobody can ask, but no sign of life comes.
    const isKilled = number % 2 === 1;
    if (isKilled) await killBrowser(other.profile);
    // A kill may come too late.
    await trial.press(second, isKilled && trial.isLocked);
    if (isKilled) {
      await trial.done(second);
    } else {
      await expectRefused(second, A_PAGE);
      await trial.done(first);
      await other.close();
    }
    await second.close();
  });
});

test("a page beside the command line", async ({ bench, url, browserOfBench }) => {
  await trialsOf("page beside command line", async ({ random, number }) => {
    const trial = new Disturbed(bench, url, random, { replaces: false, isFine: true });
    if (number % 3 === 1) {
      const page = await browserOfBench.context.newPage();
      await trial.prepare(page);
      await trial.press(page);
      await trial.middle(page, 0.1);
      const ended = await (await startOnHost("lab-1", trial.words)).ended;
      expect(ended.stderr).toMatch(A_PAGE);
      expect(ended).toMatchObject({ code: 1 });
      await trial.done(page);
      await page.close();
      return;
    }
    const isKilled = number % 3 === 2;
    const page = await browserOfBench.context.newPage();
    await trial.prepare(page);
    const first = await startOnHost("lab-1", trial.words);
    await trial.middle(null, 0.1);
    if (isKilled) first.child.kill("SIGKILL");
    const crawl = new AbortController();
    const crawled = isKilled ? Promise.resolve() : crawlUntil(first.child, crawl.signal);
    await trial.press(page, isKilled && trial.isLocked);
    if (isKilled) {
      await trial.done(page);
    } else {
      await expectRefused(page, new RegExp(`is just being written by process ${first.child.pid} on lab-1, since`, "u"));
      crawl.abort();
      await crawled;
      expect(await first.ended).toMatchObject({ code: 0 });
      trial.expectWhole();
    }
    await page.close();
  });
});

/** Gives a process only a fraction of the time, so that it lasts. */
async function crawlUntil(child: { kill(signal: NodeJS.Signals): boolean }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    child.kill("SIGSTOP");
    await sleep(200);
    child.kill("SIGCONT");
    await sleep(10);
  }
}
