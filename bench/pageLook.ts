import { basename } from "node:path";
import { expect, type Page } from "@playwright/test";
import { servePage } from "../cli/servePage.mjs";
import { dropPaths } from "../e2e/support/drop.ts";
import { launchBrowser } from "../e2e/support/launchBrowser.ts";
import { queueOf } from "../e2e/support/page.ts";
import { costOf } from "../e2e/support/threadCost.ts";
import { noteInPage, takeNotes } from "./page.ts";

/** What is seen of one image. */
export type LookFigures = {
  /** Bytes that came over the wire before anything was dropped, and without the copy for the next visit. */
  firstLoadBytes: number;
  /** From the drop to the first pixels; null: none came within a minute. */
  firstPixelsSeconds: number | null;
  /** Milliseconds of the page's thread for an event. */
  events: { hover: number; pan: number; zoom: number };
  /** Milliseconds between frames while the picture is moved: half of them are within the first, 19 of 20 within the second. */
  frames: { median: number; most: number };
};

/** Series of events of which the best counts. */
const SERIES = 4;

/** Opens a built page in a browser of its own, drops a file, and moves what is seen of it. */
export async function measureLook(build: string, file: string): Promise<LookFigures> {
  const served = await servePage({ folder: build, port: 0, ifTaken: "fail" });
  const browser = await launchBrowser({});
  try {
    const page = await browser.context.newPage();
    await page.addInitScript(noteInPage);
    const firstLoadBytes = await firstLoadOf(page, served.url);
    await dropPaths(page, [file]);
    await expect(queueOf(page).getByText(basename(file))).toBeVisible();
    const isDrawn = await page
      .waitForFunction(() => (globalThis as unknown as { notes: { drawnAt: number | null } }).notes.drawnAt !== null, {
        timeout: 60_000,
      })
      .then(
        () => true,
        () => false,
      );
    const { droppedAt, drawnAt } = await takeNotes(page);
    const firstPixelsSeconds = isDrawn ? (drawnAt! - droppedAt!) / 1000 : null;
    const { x, y, width, height } = (await page.getByRole("application").boundingBox())!;
    const [left, top] = [x + width / 4, y + height / 4];
    // What is measured of the plan, and all tiles.
    await page.waitForTimeout(3000);
    const cost = (event: (step: number) => Promise<void>): Promise<number> =>
      costOf(page, event, { enough: 0, series: SERIES });
    const move = (step: number): Promise<void> => page.mouse.move(left + step * 4, top + step * 2);
    const hover = await cost(move);
    await page.mouse.down();
    const pan = await cost(move);
    const frames = await framesWhile(page, async () => {
      for (let step = 0; step < 120; step++) await move(step % 30);
    });
    await page.mouse.up();
    const zoom = await cost((step) => page.mouse.wheel(0, step % 2 === 0 ? 60 : -60));
    return { firstLoadBytes, firstPixelsSeconds, events: { hover, pan, zoom }, frames };
  } finally {
    await browser.close();
    await served.close();
  }
}

async function firstLoadOf(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(url, { waitUntil: "networkidle" });
  await session.detach();
  return bytes;
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<LookFigures["frames"]> {
  await page.evaluate(() => {
    const noted: number[] = [];
    (globalThis as unknown as { frames: number[] }).frames = noted;
    const note = (time: number): void => {
      noted.push(time);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await act();
  const times = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames.slice());
  const gaps = times.slice(1).map((time, at) => time - times[at]!);
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (part: number): number => Number((sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(1));
  return { median: at(0.5), most: at(0.95) };
}
