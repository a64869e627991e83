import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { tiffFixture } from "./support/storeFiles.ts";
import { noiseStack } from "./support/noiseStack.ts";
import { beginTo, openTab, queueOf } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";

/** Of the pixels of drawings, those of which a colour is seen: amber for what is being written, green for what was read back. */
function marksIn(page: Page, drawings = ".ladder-canvas"): Promise<{ amber: number; green: number }> {
  return page.locator(drawings).evaluateAll((canvases) => {
    const found = { amber: 0, green: 0 };
    for (const canvas of canvases as HTMLCanvasElement[]) {
      const context = canvas.getContext("2d");
      if (context === null || canvas.width === 0) continue;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
        // The picture is of grays.
        if (red > green + 50 && green > blue + 50) found.amber++;
        if (green > red + 40 && green > blue + 20) found.green++;
      }
    }
    return found;
  });
}

test("while it is converted the ladder fills and the picture follows; a hand leads it; what was read back is ticked", async ({
  app,
  outputFolder,
}) => {
  test.slow();
  const file = join(outputFolder, "stack.tif");
  writeFileSync(file, noiseStack(256, 8));
  await dropPaths(app, [file]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  const follow = app.getByRole("button", { name: "Follow" });
  await expect(follow).toBeHidden();
  expect(await marksIn(app)).toEqual({ amber: 0, green: 0 });

  // Each chunk is a file: that takes a while.
  await openTab(app, "Settings");
  await app.getByLabel("Preset", { exact: true }).selectOption("Compatible: Zarr v2");
  await setParameters(app, { chunkShape: [1, 16, 16] });
  await beginTo(app, outputFolder);
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  const ladder = app.getByRole("radiogroup", { name: "Pyramid level" });
  await expect(ladder).toContainText("being written");
  await expect.poll(async () => (await marksIn(app)).amber).toBeGreaterThan(0);
  await app.getByRole("button", { name: "Pause" }).click();
  await expect(ladder).not.toContainText("being written");
  await expect.poll(async () => (await marksIn(app)).amber).toBe(0);
  // What was begun is finished; then nothing fills any more.
  const caption = ladder.locator(".ladder-caption");
  const written = async (): Promise<number> => {
    await expect(caption).toContainText("Written");
    return Number(/(\S+) of/.exec((await caption.locator("span").textContent()) ?? "")![1]!.replace(/\D/gu, ""));
  };
  await expect
    .poll(async () => {
      const first = await written();
      await app.waitForTimeout(1500);
      return (await written()) - first;
    })
    .toBe(0);
  const rested = await written();
  await app.getByRole("button", { name: "Resume" }).click();
  await expect.poll(written).toBeGreaterThan(rested);
  await expect.poll(async () => (await marksIn(app, ".stage canvas")).amber).toBeGreaterThan(0);
  await app.getByRole("application").press("ArrowRight");
  await expect(follow).toHaveAttribute("aria-pressed", "false");

  await expect(queueOf(app).getByText("Done")).toBeVisible({ timeout: 60_000 });
  await expect(follow).toBeHidden();
  await expect(ladder).toContainText("read back, equal");
  await expect.poll(async () => (await marksIn(app)).green).toBeGreaterThan(0);
});

test("the finest level of the ladder is the map: what is seen is framed there, and a hand moves the frame", async ({
  app,
}) => {
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  const stage = app.getByRole("application");
  await expect(stage).toBeVisible();
  const finest = app.getByRole("radiogroup", { name: "Pyramid level" }).locator(".ladder-level").first();
  const drawn = () => app.locator(".ladder-canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  for (let step = 0; step < 6; step++) await stage.press("+");
  await app.waitForTimeout(500);
  const [map, picture] = [await drawn(), await stage.screenshot()];
  const { x, y, width, height } = (await finest.boundingBox())!;
  await app.mouse.move(x + width / 2, y + height / 2);
  await app.mouse.down();
  await app.mouse.move(x + width * 0.8, y + height * 0.8, { steps: 4 });
  await app.mouse.up();
  await expect.poll(drawn, "the frame is elsewhere").not.toBe(map);
  expect((await stage.screenshot()).equals(picture), "so is the picture").toBe(false);
  await expect(app.getByRole("radio", { name: "By zoom" }), "no level was chosen by that").toBeChecked();
});

test.describe("in a narrow window", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("the levels stand beside each other below the picture, each for a finger, and nothing is cut off", async ({
    app,
  }) => {
    const session = await app.context().newCDPSession(app);
    await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
    const levels = app.getByRole("radiogroup", { name: "Pyramid level" }).locator(".ladder-level");
    await expect(levels.first()).toBeVisible();
    const boxes = await levels.evaluateAll((each) =>
      each.map((level) => level.getBoundingClientRect().toJSON() as DOMRect),
    );
    for (const [at, box] of boxes.entries()) {
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
      expect(box.top).toBe(boxes[0]!.top);
      expect(box.left).toBeGreaterThanOrEqual(at === 0 ? 0 : boxes[at - 1]!.right);
    }
    const outside = await app
      .locator(".stage-head *, .stage-foot *, .action-bar *, .view-switch *")
      .evaluateAll((each) =>
        each
          .filter(
            (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest(".channels") === null,
          )
          .map((element) => ({ name: element.className, ...(element.getBoundingClientRect().toJSON() as DOMRect) }))
          .filter(({ left, right, width }) => width > 1 && (left < 0 || right > innerWidth))
          .map(({ name, left, right }) => `${name} ${left} ${right}`),
      );
    expect(outside).toEqual([]);
    await levels.last().click();
    await expect(app.getByRole("radio", { name: /^Level 0/ })).toBeAttached();
    await expect(levels.last().getByRole("radio")).toBeChecked();
    await levels.last().click();
    await expect(app.getByRole("radio", { name: "By zoom" }), "pressed again it is free").toBeChecked();
  });
});
