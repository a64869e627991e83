import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SECURITY_HEADERS } from "../scripts/securityHeaders.ts";
import { expect, test } from "./support/app.ts";
import { serveBare } from "./support/bareHost.ts";
import { dropPaths } from "./support/drop.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { writeListOfFiles } from "./support/listOfFiles.ts";
import { queueOf } from "./support/page.ts";
import { loadUpdate } from "./support/update.ts";
import { tiffFixture } from "./support/storeFiles.ts";

const APP = fileURLToPath(new URL("../dist/app", import.meta.url));

test("on a host without headers the page says so, and from the second start on every file has them", async ({
  browserOfTest,
}) => {
  const host = await serveBare(APP);
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  const note = page.getByRole("note", { name: "Missing security headers" });
  await expect(note).toContainText("is forbidden when it is loaded again");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await note.getByRole("button", { name: "Load again" }).click();
  await expect(note).toContainText("it adds the missing headers itself, except");
  await note.getByText("Which, and what to do").click();
  await expect(note).toContainText(Object.keys(SECURITY_HEADERS).join(", "));

  const files = readdirSync(APP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(APP.length + 1))
    // Neither is part of the page: the one is read by hosts, the other is asked of the host each time.
    .filter((path) => path !== "_headers" && path !== "service.js");
  const answers = await page.evaluate(
    async (paths) => Promise.all(paths.map(async (path) => Object.fromEntries((await fetch(path)).headers.entries()))),
    ["./", ...files],
  );
  const wanted = Object.entries(SECURITY_HEADERS).map(([name, value]) => [name.toLowerCase(), value]);
  for (const [index, headers] of answers.entries()) {
    expect(headers, ["./", ...files][index]).toMatchObject(Object.fromEntries(wanted));
  }
  await host.close();
});

test("where there can be no offline copy it says what is lost", async ({ browserOfTest }) => {
  const host = await serveBare(APP, { without: "service.js" });
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  const note = page.getByRole("note", { name: "Missing security headers" });
  await expect(note).toContainText("is not forbidden");
  await expect(page.getByRole("banner").getByRole("paragraph")).toHaveText("Files stay on this computer.");
  await host.close();
});

test("a host with all headers has nothing to be told", async ({ firstVisit: app }) => {
  await expect(app.getByRole("heading", { name: "Private" })).toBeVisible();
  await app.evaluate(() => navigator.serviceWorker.ready);
  await app.waitForLoadState("networkidle");
  await expect(app.getByRole("note")).toHaveCount(0);
  await expect(app.getByRole("banner")).toContainText("Works offline. Files stay on this computer.");
});

test("on a host without headers it works without a network, and takes an update whole", async ({ browserOfTest }) => {
  // Four starts of the page.
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-host-"));
  cpSync(APP, folder, { recursive: true });
  const host = await serveBare(folder);
  const page = await browserOfTest.context.newPage();
  await page.goto(host.url);
  await page.evaluate(() => navigator.serviceWorker.ready);

  // A new build, of which one file is not there yet: the old one stays as it is.
  const title = (text: string): string => text.replace("<title>Zarrdrop</title>", "<title>Zarrdrop, newer</title>");
  const index = join(folder, "index.html");
  writeFileSync(index, title(readFileSync(index, "utf8")));
  const service = join(folder, "service.js");
  const late = join(folder, "not-there-yet.txt");
  writeFileSync(late, "there");
  const newer = readFileSync(service, "utf8").replace(
    '["index.html","',
    `["not-there-yet.txt","${"0".repeat(16)}"],$&`,
  );
  writeFileSync(service, newer);
  writeListOfFiles(folder);
  rmSync(late);
  const update = async (): Promise<void> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update().catch(() => {});
    });
  await page.reload();
  await update();
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).installing)).toBeNull();
  await page.reload();
  await expect(page).toHaveTitle("Zarrdrop");

  // A file of the old build under that name is not it.
  writeFileSync(late, "of the old build");
  await update();
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).installing)).toBeNull();
  await page.reload();
  await expect(page).toHaveTitle("Zarrdrop");

  writeFileSync(late, "there");
  await update();
  await loadUpdate(page, async () => (await page.title()) === "Zarrdrop, newer");

  // What the browser throws away is fetched again at the next start.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.reload();
  const kept = (): Promise<boolean> =>
    page.evaluate(
      async () =>
        (await caches.match("not-there-yet.txt")) !== undefined && (await caches.match("index.html")) !== undefined,
    );
  await expect.poll(kept).toBe(true);
  await page.waitForFunction(async () => {
    const caught = await Promise.all(
      (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    return caught.some((count) => count > 50);
  });

  await host.close();
  await page.reload();
  await page.getByRole("button", { name: "Choose files" }).waitFor();
  await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  rmSync(folder, { recursive: true });
});

test("a page that came without https says that it can do nothing, and what to do", async () => {
  const host = await serveBare(APP);
  const browser = await launchBrowser({ words: ["--host-resolver-rules=MAP lab.example 127.0.0.1"] });
  const page = await browser.context.newPage();
  await page.goto(host.url.replace("localhost", "lab.example"));
  await expect(page.getByRole("alert")).toContainText("Open it by https");
  await browser.close();
  await host.close();
});
