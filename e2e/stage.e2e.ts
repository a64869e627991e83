import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { build } from "vite";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { launchBrowser } from "./support/launchBrowser.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { tiffFixture } from "./support/storeFiles.ts";
import { costOf } from "./support/threadCost.ts";

/** See `testing/app/compareRenderers.ts`. */
type Comparison = { largest: number; colors: number };

const ENTRY = join(import.meta.dirname, "..", "testing", "app", "compareRenderers.ts");

test("the graphics card draws what the processor does", async ({ tab: page }) => {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ["iife"], name: "renderers" } },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const script = bundle !== undefined && "output" in bundle ? bundle.output[0].code : "";
  await page.addScriptTag({ content: script });
  const found = await page.evaluate(() =>
    (
      globalThis as unknown as { renderers: { compareRenderers(): Promise<Record<string, Comparison> | null> } }
    ).renderers.compareRenderers(),
  );
  expect(found, "this browser has WebGL 2, by software").not.toBeNull();
  for (const [name, { largest, colors }] of Object.entries(found!)) {
    expect.soft(largest, name).toBeLessThanOrEqual(1);
    expect.soft(colors, name).toBeGreaterThan(name.startsWith("a window") ? 2 : 20);
  }
});

test("without a graphics card the processor draws", async ({ baseURL }) => {
  const { context, close } = await launchBrowser({ words: ["--disable-3d-apis"] });
  const app = await context.newPage();
  await app.goto(baseURL ?? "/");
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  const stage = app.getByRole("application");
  await expect.poll(() => colorsOf(stage)).toBeGreaterThan(5);
  // It moves, which asks for a graphics card again.
  const before = await pixelsOf(stage);
  await stage.press("+");
  await expect.poll(() => pixelsOf(stage)).not.toEqual(before);
  expect(await app.evaluate(() => document.createElement("canvas").getContext("webgl2"))).toBeNull();
  await close();
});

/** The colours that are seen of the picture, of some of its pixels. What a graphics card drew can be looked at, but not be asked for. */
async function pixelsOf(stage: Locator): Promise<number[]> {
  const png = await stage.screenshot({ caret: "initial" });
  return stage.page().evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [64, 64];
    const context = copy.getContext("2d")!;
    context.drawImage(picture, 0, 0, 64, 64);
    return [...new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)];
  }, png.toString("base64"));
}

/** How many different colours the picture shows, of some of its pixels. */
function colorsOf(stage: Locator): Promise<number> {
  return pixelsOf(stage).then((pixels) => new Set(pixels).size);
}

/**
 * Milliseconds of the page's own thread that a movement of the hand may cost: 4 of ours. Where the picture changes, a browser without a graphics
 * card takes 1.4 to 1.8 more to show a canvas, whatever is on it (measured with one that was only cleared). A key on a slider is five events, and
 * moves its thumb.
 */
const MOST_PER_EVENT = { hover: 4, pan: 5.6, zoom: 5.6, contrast: 9 };
/** Series that are tried at most until one is within what is allowed: whatever else the computer does makes some of them slower, and none faster. */
const MOST_SERIES = 12;
/** Milliseconds of `referenceWork` on the computer that these figures are of: where it takes longer, events may take longer by as much. */
const REFERENCE = 18;

/** Some work of the kind that events are: numbers and small objects. */
function referenceWork(): number {
  let sum = 0;
  for (let step = 0; step < 400_000; step++)
    sum = Math.imul(sum ^ step, 0x01000193) + JSON.stringify([step & 7]).length;
  return sum;
}

test("a program in the place of a graphics card begins when a hand moves the picture, and nobody sees it", async ({
  app,
}) => {
  await app.addInitScript(() => {
    const drawn: string[] = [];
    (globalThis as unknown as { drawn: string[] }).drawn = drawn;
    for (const [prototype, name] of [
      [CanvasRenderingContext2D.prototype, "putImageData"],
      [WebGL2RenderingContext.prototype, "drawArrays"],
    ] as const) {
      // Looked up on prototypes of contexts, whose members are functions.
      const draw = Reflect.get(prototype, name) as (...given: unknown[]) => unknown;
      Reflect.set(prototype, name, function (this: { canvas: HTMLCanvasElement }, ...given: unknown[]) {
        if (this.canvas.matches(".stage-canvas") && drawn.at(-1) !== name) drawn.push(name);
        return Reflect.apply(draw, this, given);
      });
    }
  });
  await app.reload();
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  const stage = app.getByRole("application");
  await expect.poll(() => colorsOf(stage)).toBeGreaterThan(5);
  const drawn = () => app.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn);
  const first = await pixelsOf(stage);
  expect(await drawn()).toEqual(["putImageData"]);
  await stage.press("+");
  await expect.poll(drawn).toEqual(["putImageData", "drawArrays"]);
  await stage.press("0");
  await expect.poll(async () => differenceOf(await pixelsOf(stage), first)).toBeLessThan(0.5);
});

/** Of two pictures, on average, in steps of 255. */
function differenceOf(some: readonly number[], others: readonly number[]): number {
  const [a, b] = [some, others].map((pixels) => new Uint8Array(Uint32Array.from(pixels).buffer)) as [
    Uint8Array,
    Uint8Array,
  ];
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}

const MOVES = "moving, zooming, pointing and contrast cost little, and the first three change nothing in the document";
test(MOVES, { tag: "@alone" }, async ({ app, outputFolder }) => {
  test.setTimeout(240_000);
  const file = join(outputFolder, "eight.tif");
  writeFileSync(file, noiseStack(1500, 8, true));
  await dropPaths(app, [file]);
  const preview = app.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("button", { name: /^Show / })).toHaveCount(8);
  for (let channel = 4; channel <= 7; channel++) {
    await preview.getByRole("button", { name: `Show Channel ${channel}` }).click();
  }
  await expect(preview.getByRole("button", { name: /^Show /, pressed: true })).toHaveCount(8);
  await preview.getByRole("radio", { name: /^Level 0/ }).check({ force: true });
  const stage = preview.getByRole("application");
  const { x, y, width, height } = (await stage.boundingBox())!;
  const [left, top] = [x + width / 4, y + height / 4];
  // What is said of work that goes on is said after half a second, and goes when all tiles are there.
  await app.waitForTimeout(1000);
  await expect(preview.locator(".stage-message")).toBeEmpty();
  // So is what the plan says that it measured, once.
  await expect(app.getByText(/^Measured on/)).toBeVisible({ timeout: 20_000 });

  const reference = await costOf(app, async () => void (await app.evaluate(referenceWork)), {
    enough: REFERENCE,
    series: MOST_SERIES,
  });
  const slowness = Math.max(1, reference / REFERENCE);
  const before = await pixelsOf(stage);
  const canvases = await preview.locator(".stage-canvas").count();
  // The first movement lets a program take the place of a graphics card.
  await stage.press("+");
  await expect.poll(() => preview.locator(".stage-canvas").count()).toBe(canvases - 1);
  await stage.press("0");
  const changes = await watchDocument(app);
  const costs: Record<string, number> = {};
  const measure = async (what: keyof typeof MOST_PER_EVENT, event: (step: number) => Promise<void>): Promise<void> => {
    costs[what] = await costOf(app, event, { enough: MOST_PER_EVENT[what] * slowness, series: MOST_SERIES });
  };
  await measure("hover", (step) => app.mouse.move(left + step * 4, top + step * 2));
  await app.mouse.down();
  await measure("pan", (step) => app.mouse.move(left + 200 - step * 4, top + 90 - step * 2));
  await app.mouse.up();
  expect(await pixelsOf(stage), "the picture moved").not.toEqual(before);
  await measure("zoom", (step) => app.mouse.wheel(0, step % 2 === 0 ? 60 : -60));
  expect.soft(await changes()).toEqual([]);
  await preview.getByRole("slider", { name: "White" }).first().focus();
  await measure("contrast", () => app.keyboard.press("ArrowLeft"));
  console.info(`milliseconds of the main thread: ${JSON.stringify({ ...costs, reference })}`);
  for (const [what, most] of Object.entries(MOST_PER_EVENT)) {
    expect.soft(costs[what], what).toBeLessThan(most * slowness);
  }
});

/** Starts to note what changes in the page; the result says what did. */
async function watchDocument(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const noted: string[] = [];
    (globalThis as unknown as { noted: string[] }).noted = noted;
    new MutationObserver((records) => {
      for (const { type, target, attributeName } of records) {
        noted.push(
          `${type} ${attributeName ?? ""} of ${target instanceof Element ? target.outerHTML : target.nodeName}`,
        );
      }
    }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { noted: string[] }).noted);
}
