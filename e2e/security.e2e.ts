import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page, Worker } from "@playwright/test";
import { SECURITY_HEADERS } from "../scripts/securityHeaders.ts";
import { expect, test } from "./support/app.ts";
import { serveBare } from "./support/bareHost.ts";
import { dropPaths } from "./support/drop.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { listenElsewhere, type Listener } from "./support/listener.ts";
import { convertTo, queueOf } from "./support/page.ts";
import { tiffFixture } from "./support/storeFiles.ts";
import { LEAVING, scriptOf, type Ways, waysOf } from "./support/waysOut.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const APP = join(ROOT, "dist", "app");
/** The way that reaches no listener of ours: what is looked up stands in the browser's own log. */
const LOOKED_UP = "name-ahead";

test("every response carries the security headers, scripts of workers and errors too", async ({ baseURL, request }) => {
  const files = readdirSync(APP, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(APP.length + 1));
  for (const path of ["", "no-such-file", ...paths]) {
    const response = await request.get(`${baseURL!}${path}`);
    expect(response.status(), path).toBe(path === "no-such-file" || path === "_headers" ? 404 : 200);
    expect(response.headers(), path).toMatchObject(lowerCased(SECURITY_HEADERS));
  }
  expect(paths.filter((path) => path.endsWith(".map"))).toEqual([]);
});

test("the page breaks none of its own rules, and lets no text become a part of it", async ({ firstVisit: app }) => {
  const complaints: string[] = [];
  app.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  app.on("pageerror", (error) => complaints.push(String(error)));
  await app.reload();
  await app.getByRole("button", { name: "Choose files" }).waitFor();
  expect(complaints).toEqual([]);

  const outcome = await app.evaluate(() => {
    try {
      document.body.insertAdjacentHTML("beforeend", "<p id='injected'></p>");
    } catch (error) {
      return (error as Error).name;
    }
    return "taken";
  });
  expect(outcome).toBe("TypeError");
  await expect(app.locator("#injected")).toHaveCount(0);
});

test.describe("what can be sent out", () => {
  let listener: Listener;
  test.beforeAll(async () => {
    listener = await listenElsewhere();
  });
  test.afterAll(() => listener.close());

  /** Rows of SECURITY.md: the ways of the page's own script, and what becomes of them with all headers and with the policy alone. */
  const table = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
  const said = [...table.matchAll(/^\| [^|]*?(`[^|]+`) \| (refused|gets out) \| (refused|gets out) \|$/gmu)].flatMap(
    ([, ways, ...outcomes]) => [...ways!.matchAll(/`([^`]+)`/gu)].map(([, way]) => ({ way: way!, outcomes })),
  );
  const saidToGetOut = (column: 0 | 1): string[] =>
    said
      .filter(({ outcomes }) => outcomes[column] === "gets out")
      .map(({ way }) => way)
      .toSorted();

  test("SECURITY.md has each way of the page's script", async () => {
    const tried = [...Object.keys(await waysOf("page", listener)), ...Object.keys(LEAVING)];
    expect(said.map(({ way }) => way).toSorted()).toEqual(tried.toSorted());
  });

  for (const [column, name] of [
    [0, "all headers"],
    [1, "the policy alone, as on the first visit of a host without headers"],
  ] as const) {
    test(`from the page's script, with ${name}: what SECURITY.md says`, async ({ baseURL }) => {
      // Eight starts of the page.
      test.setTimeout(120_000);
      const bare = column === 0 ? [] : [await serveBare(APP), await serveBare(APP, { without: "service.js" })];
      const netLog = join(tmpdir(), `zarrdrop-net-log-${process.pid}-${column}.json`);
      const { context, close } = await launchBrowser({
        words: [`--log-net-log=${netLog}`, "--allow-loopback-in-peer-connection"],
      });
      listener.forget();
      await goAllWays(context, bare[0]?.url ?? baseURL!, [await waysOf("page", listener)], listener);
      // Each in a page of its own, and in none of them has a service worker taken over.
      const leaving = Object.entries(LEAVING).map(([way, code]) => ({ [way]: code }));
      await goAllWays(context, bare[1]?.url ?? baseURL!, leaving, listener);
      const heard = saidToGetOut(column).filter((way) => way !== LOOKED_UP);
      await expect.poll(() => listener.arrived()).toEqual(heard);
      await close();
      await Promise.all(bare.map((host) => host.close()));
      const wasLookedUp = readFileSync(netLog, "utf8").includes(`${LOOKED_UP}.zarrdrop.example`);
      rmSync(netLog);
      expect(wasLookedUp).toBe(saidToGetOut(column).includes(LOOKED_UP));
    });
  }

  test("from the workers: nothing", async ({ firstVisit, outputFolder }) => {
    await expectNothingFromWorkers(firstVisit, outputFolder, listener);
  });

  test("from the service worker: nothing", async ({ firstVisit, browserOfTest }) => {
    await expectNothingFromServiceWorker(firstVisit, browserOfTest.context, listener);
  });

  test("from workers and service worker of a host without headers: nothing either, from the first visit on", async ({
    browserOfTest,
    outputFolder,
  }) => {
    const host = await serveBare(APP);
    const page = await browserOfTest.context.newPage();
    await page.goto(host.url);
    await page.getByRole("button", { name: "Choose files" }).waitFor();
    await expectNothingFromWorkers(page, outputFolder, listener);
    await expectNothingFromServiceWorker(page, browserOfTest.context, listener);
    await host.close();
  });
});

/** Goes the ways, each of the sets in a page of its own, and stays there long enough for what is sent to arrive. */
async function goAllWays(context: BrowserContext, url: string, sets: Ways[], listener: Listener): Promise<void> {
  await Promise.all(
    sets.map(async (ways) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.getByRole("button", { name: "Choose files" }).waitFor();
      await actAsPerson(page, scriptOf(ways, listener.address));
    }),
  );
}

/** Evaluates with what browsers want to see before they open windows: that somebody clicked. */
async function actAsPerson(page: Page, expression: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  // A page that goes elsewhere never answers.
  const answer = session
    .send("Runtime.evaluate", { expression, awaitPromise: true, userGesture: true })
    .catch(() => {});
  await Promise.race([answer, page.waitForTimeout(1200).catch(() => {})]);
}

/** Converts, so that there are workers of all kinds, and goes all ways from each as soon as it is there. */
async function expectNothingFromWorkers(page: Page, outputFolder: string, listener: Listener): Promise<void> {
  const ways = scriptOf(await waysOf("worker", listener), listener.address);
  listener.forget();
  const kinds = new Set<string>();
  const tried: Promise<unknown>[] = [];
  const tryWorker = async (worker: Worker): Promise<void> => {
    // Members of the pool are ended when the conversion is done; what they sent before counts.
    const answer = worker.evaluate<string>(`void ${ways}; self.name`).then((kind) => kinds.add(kind));
    await answer.catch(() => {});
  };
  page.on("worker", (worker) => tried.push(tryWorker(worker)));
  tried.push(...page.workers().map(tryWorker));
  await dropPaths(page, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(queueOf(page).getByText("Ready")).toBeVisible();
  await convertTo(page, outputFolder);
  await Promise.all(tried);
  // Long enough for what was sent to arrive.
  await page.waitForTimeout(700);
  expect([...kinds].toSorted()).toEqual(["conversion", "reading", "unit"]);
  expect(listener.arrived()).toEqual([]);
}

async function expectNothingFromServiceWorker(page: Page, context: BrowserContext, listener: Listener): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [worker] = context.serviceWorkers();
  listener.forget();
  await worker!.evaluate(scriptOf(await waysOf("service worker", listener), listener.address));
  expect(listener.arrived()).toEqual([]);
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
