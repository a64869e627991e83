import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { servePage } from "../../cli/servePage.mjs";
import { launchBrowser } from "../support/launchBrowser.ts";
import { writeListOfFiles } from "../support/listOfFiles.ts";
import { loadUpdate } from "../support/update.ts";
import { Disturbed, test, trialsOf } from "./bench.ts";

const BUILT = join(import.meta.dirname, "..", "..", "dist", "app");
const NEWER = "NEWER";

/** The same page as a later build has it: every file under another name, as if each had changed. */
function laterBuild(folder: string): string {
  cpSync(BUILT, folder, { recursive: true });
  const assets = readdirSync(join(folder, "assets"));
  const renamed = new Map(assets.map((name) => [name, name.replace(/\.(\w+)$/u, `${NEWER}.$1`)]));
  const texts = [
    join(folder, "index.html"),
    join(folder, "service.js"),
    ...assets.map((name) => join(folder, "assets", name)),
  ];
  const known = new RegExp(
    assets
      .toSorted((a, b) => b.length - a.length)
      .map((name) => name.replaceAll(/[.$]/gu, "\\$&"))
      .join("|"),
    "gu",
  );
  for (const path of texts.filter((name) => /\.(?:html|js|css)$/u.test(name))) {
    writeFileSync(
      path,
      readFileSync(path, "utf8").replaceAll(known, (name) => renamed.get(name)!),
    );
  }
  for (const [name, later] of renamed) renameSync(join(folder, "assets", name), join(folder, "assets", later));
  writeListOfFiles(folder);
  return folder;
}

const isLater = (page: Page): Promise<boolean> =>
  page.evaluate((word) => [...document.scripts].some(({ src }) => src.includes(word)), NEWER);

test("an update comes while a conversion runs", async ({ bench }) => {
  const later = laterBuild(join(bench.folder, "later"));
  await trialsOf("update under way", async ({ random, number }) => {
    const trial = new Disturbed(bench, "", random, { replaces: false });
    const browser = await launchBrowser({});
    let server = await servePage({ folder: BUILT, port: 0, ifTaken: "fail" });
    const { url } = server;
    const page = await browser.context.newPage();
    await page.goto(url);
    // Every other time the update is accepted in another tab while this one has not even loaded what converts.
    const isAccepted = number % 2 === 0;
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await trial.prepareIn(page);
    await server.close();
    server = await servePage({ folder: later, port: Number(new URL(url).port), ifTaken: "fail" });
    const update = (): Promise<unknown> =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.getRegistration())!;
        await registration.update();
        while (registration.waiting === null) await new Promise((resolve) => setTimeout(resolve, 20));
      });
    if (isAccepted) {
      await update();
      const other = await browser.context.newPage();
      await other.goto(url);
      await loadUpdate(other, () => isLater(other));
      // What the browser itself keeps of the old build does not last for ever.
      await (await browser.context.newCDPSession(page)).send("Network.clearBrowserCache");
      await trial.press(page);
    } else {
      await trial.press(page);
      await trial.middle(page);
      await update();
    }
    await trial.done(page);
    expect(await isLater(page), "nothing was loaded anew under way").toBe(false);
    // The next start is the new build's, and it converts.
    await page.close();
    const next = await browser.context.newPage();
    await next.goto(url);
    if (!(await isLater(next))) await loadUpdate(next, () => isLater(next));
    const again = new Disturbed(bench, url, random, { replaces: false });
    await again.again(next);
    await browser.close();
    await server.close();
  });
});
