import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type CDPSession, expect, type Page } from "@playwright/test";
import { servePage } from "../cli/servePage.mjs";
import { answerDirectoryPicker, dropPaths } from "../e2e/support/drop.ts";
import { launchBrowser } from "../e2e/support/launchBrowser.ts";
import { openTab, queueOf } from "../e2e/support/page.ts";
import { type TreeFigures, watchTree } from "./processTree.ts";

/** A conversion that is to be measured. */
export type PageWork = {
  /** Folder of a built page. */
  build: string;
  /** The image that is dropped. */
  file: string;
  /** What is chosen in the page before the click, label to option: `{ Preset: "Fast" }`. */
  choices: Readonly<Record<string, string>>;
  /** Where the store is made and stays; without it in a folder that goes. */
  destination?: string | undefined;
};

/** What one conversion in the page took. Seconds and processor time go from the click to *Done*. */
export type PageFigures = TreeFigures & {
  seconds: number;
  /** Processor seconds from the drop to the click: opening, planning, the preview, and what is begun ahead of the click. */
  secondsBeforeClick: number;
  /** From the drop to the first pixels in the preview; null if none came. */
  firstPixelsSeconds: number | null;
  /** Of the page's own thread: what drawing the progress costs, mostly. */
  pageThreadSeconds: number;
  /** The longest task of the page's own thread while it converted; 0 stands for anything below 50 ms. */
  longestTaskMilliseconds: number;
  files: number;
  bytes: number;
};

/** What the page is made to note of itself (`noteInPage`). */
type Notes = { droppedAt: number | null; drawnAt: number | null; longest: number };

/** Opens the built page in a browser of its own, converts the file to a real folder, and says what that took. */
export async function measurePage({ build, file, choices, destination }: PageWork): Promise<PageFigures> {
  const served = await servePage({ folder: build, port: 0, ifTaken: "fail" });
  const browser = await launchBrowser({});
  const folder = destination ?? mkdtempSync(join(tmpdir(), "zarrdrop-bench-"));
  try {
    const page = await browser.context.newPage();
    await page.addInitScript(noteInPage);
    await page.goto(served.url);
    const opening = watchTree(browser.profile);
    await dropPaths(page, [file]);
    const queue = queueOf(page);
    await expect(queue.getByText(basename(file))).toBeVisible();
    await page.waitForFunction(() => (window as unknown as { notes: Notes }).notes.drawnAt !== null);
    await openTab(page, "Settings");
    for (const [label, option] of Object.entries(choices)) {
      await page.getByLabel(label, { exact: true }).selectOption(option);
    }
    await answerDirectoryPicker(page, folder);
    await page.getByRole("button", { name: "Choose output folder" }).click();
    // What the drop set going has come to its end.
    await page.waitForTimeout(1500);
    const opened = opening.stop();
    const { droppedAt, drawnAt } = await takeNotes(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const threadBefore = await pageThreadSeconds(session);
    const tree = watchTree(browser.profile);
    const started = performance.now();
    await page.getByRole("button", { name: "Convert", exact: true }).click();
    await expect(queue.getByText("Done")).toBeVisible({ timeout: 500_000 });
    const seconds = (performance.now() - started) / 1000;
    const figures = tree.stop();
    const { longest } = await takeNotes(page);
    return {
      ...figures,
      // An idle page is measured before the drop: what is begun ahead of the click counts.
      idleBytes: opened.idleBytes,
      idleBytesOf: opened.idleBytesOf,
      seconds,
      pageThreadSeconds: (await pageThreadSeconds(session)) - threadBefore,
      secondsBeforeClick: cpuSecondsOf(opened),
      firstPixelsSeconds: droppedAt === null || drawnAt === null ? null : (drawnAt - droppedAt) / 1000,
      longestTaskMilliseconds: longest,
      ...sizeOfFolder(folder),
    };
  } finally {
    await browser.close();
    await served.close();
    if (destination === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of all kinds of processes. */
export function cpuSecondsOf({ cpuSeconds }: Pick<TreeFigures, "cpuSeconds">): number {
  return Object.values(cpuSeconds).reduce((sum, each) => sum + each, 0);
}

/** Runs in the page before its own scripts: notes the first drop, the first pixels drawn after it, and the longest task. */
export function noteInPage(): void {
  const notes: Notes = { droppedAt: null, drawnAt: null, longest: 0 };
  (window as unknown as { notes: Notes }).notes = notes;
  window.addEventListener("drop", () => (notes.droppedAt ??= performance.now()), true);
  const noteDrawing = (prototype: object, name: string): void => {
    // Looked up on the prototypes of canvases' contexts, whose members are functions.
    const draw = Reflect.get(prototype, name) as (...given: unknown[]) => unknown;
    Reflect.set(prototype, name, function (this: { canvas: HTMLCanvasElement }, ...given: unknown[]) {
      // Thumbnails and probes are drawn on canvases that nobody sees, or that are small.
      if (notes.droppedAt !== null && this.canvas.isConnected && this.canvas.clientWidth > 256) {
        notes.drawnAt ??= performance.now();
      }
      return Reflect.apply(draw, this, given);
    });
  };
  noteDrawing(CanvasRenderingContext2D.prototype, "putImageData");
  noteDrawing(WebGL2RenderingContext.prototype, "drawArrays");
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes.longest = Math.max(notes.longest, duration);
  }).observe({ type: "longtask" });
}

/** What was noted, and the longest task since it was last asked for. */
export async function takeNotes(page: Page): Promise<Notes> {
  return page.evaluate(() => {
    const { notes } = window as unknown as { notes: Notes };
    const taken = { ...notes };
    notes.longest = 0;
    return taken;
  });
}

/** Processor seconds of the page's own thread. */
async function pageThreadSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ThreadTime")?.value ?? 0;
}

function sizeOfFolder(folder: string): { files: number; bytes: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return { files: files.length, bytes };
}
