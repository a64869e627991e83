import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { codedTiff } from "../testing/formats/codedTiff.ts";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { beginTo, openTab, queueOf, showView } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";

/** Controls that can be seen, and are not whole in the window. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isHigh = document.documentElement.scrollHeight > innerHeight;
    const isScrolled = (element: Element): boolean => {
      for (let above = element.parentElement; above !== null; above = above.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(above);
        if ([overflowX, overflowY].some((overflow) => overflow === "auto" || overflow === "scroll")) return true;
      }
      return false;
    };
    const cut = [...document.querySelectorAll("button, select, input, [role=slider]")].filter((element) => {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isScrolled(element))
        return false;
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      return (
        width > 1 &&
        (left < -0.5 || right > innerWidth + 0.5 || (!isHigh && (top < -0.5 || bottom > innerHeight + 0.5)))
      );
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is wider than its window"] : [];
    // Words that reach over the edge of their button.
    const burst = [...document.querySelectorAll("button")].filter(
      ({ scrollWidth, clientWidth }) => clientWidth > 1 && scrollWidth > clientWidth + 1,
    );
    return [...wide, ...[...cut, ...burst].map((element) => element.getAttribute("aria-label") ?? element.textContent)];
  });
}

test("in 320 pixels a picture of many channels is no wider than one of few", async ({ app }, testInfo) => {
  const coding = { width: 64, height: 48, dtype: "uint8", tile: null, rowsPerStrip: 48, predictor: 1 } as const;
  const planes = [0, 1, 2, 3, 4, 5, 6, 7].map((channel) =>
    new Uint8Array(64 * 48).map((_, at) => (at * channel) % 251),
  );
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const source = testInfo.outputPath("many.tif");
  writeFileSync(source, await codedTiff({ ...coding, compression: "none" }, planes, planes.length));
  await app.setViewportSize({ width: 320, height: 640 });
  await dropPaths(app, [source]);
  await expect(app.getByRole("button", { name: "Show contrasts" })).toBeInViewport({ ratio: 1 });
  expect(await cutOff(app), "closed").toEqual([]);
  await app.getByRole("button", { name: "Show contrasts" }).click();
  await expect(app.getByRole("button", { name: "Hide contrasts" })).toBeInViewport({ ratio: 1 });
  expect(await cutOff(app), "open").toEqual([]);
  for (const card of await app.locator(".stage-foot > .float").all()) {
    const { x, width } = (await card.boundingBox())!;
    expect(x + width).toBeLessThanOrEqual(320);
  }
});

test("in 320 pixels everything is within the window: before, while and after it is converted", async ({
  app,
  outputFolder,
}, testInfo) => {
  test.slow();
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const sources = ["one with a name that is longer than the window.tif", "two.tif"].map((name) =>
    testInfo.outputPath(name),
  );
  for (const source of sources) writeFileSync(source, noiseStack(256, 8));
  await app.setViewportSize({ width: 320, height: 640 });
  expect(await cutOff(app), "first screen").toEqual([]);
  await dropPaths(app, sources);
  await expect(app.getByRole("application")).toBeVisible();
  await showView(app, "Files");
  await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
  expect(await cutOff(app), "files").toEqual([]);
  await showView(app, "Look");
  expect(await cutOff(app), "picture").toEqual([]);
  await openTab(app, "Settings");
  expect(await cutOff(app), "settings").toEqual([]);
  await app.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await setParameters(app, { chunkShape: [1, 32, 32] });
  await beginTo(app, outputFolder);
  await app.getByRole("button", { name: "Pause" }).click();
  await expect(app.getByText("paused")).toBeVisible();
  for (const view of ["Files", "Look"] as const) {
    await showView(app, view);
    await expect(app.getByRole("button", { name: "Cancel" })).toBeInViewport({ ratio: 1 });
    await expect(app.getByRole("button", { name: "Resume" })).toBeInViewport({ ratio: 1 });
    expect(await cutOff(app), `${view} while it is converted`).toEqual([]);
  }
  await app.getByRole("button", { name: "Resume" }).click();
  await showView(app, "Files");
  await expect(queueOf(app).getByText("Done")).toHaveCount(2, { timeout: 60_000 });
  await showView(app, "Look");
  expect(await cutOff(app), "what was stored").toEqual([]);
  // Most of the room is the picture's.
  const [picture, foot] = await Promise.all([
    app.getByRole("application").boundingBox(),
    app.locator(".stage-foot").boundingBox(),
  ]);
  expect(foot!.y - picture!.y).toBeGreaterThan(190);

  // At the other end: the header has one line, and nothing of it is hidden.
  for (const width of [1280, 2560]) {
    await app.setViewportSize({ width, height: 900 });
    expect(await cutOff(app), `at ${width}`).toEqual([]);
    expect((await app.getByRole("banner").boundingBox())!.height, `at ${width}`).toBeLessThan(60);
  }
});

test("the first screen lists what can be read before any worker answers", async ({ browserOfTest, baseURL }) => {
  const page = await browserOfTest.context.newPage();
  await page.route(/\/worker-[\w-]+\.js$/u, (route) => route.abort());
  await page.goto(baseURL ?? "/");
  const reads = page.getByRole("list", { name: "Reads" });
  await expect(reads.getByText("Zeiss CZI")).toBeVisible();
  await page.getByLabel("Find a format").fill("ndpi");
  await expect(reads.getByRole("listitem")).toHaveText(["TIFF and OME-TIFF"]);
});
