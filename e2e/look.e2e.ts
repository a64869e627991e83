import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { noiseStack } from "./support/noiseStack.ts";

test("the sample image: played through, compared, and kept as a picture with its scale bar", async ({ app }) => {
  test.slow();
  await app.getByRole("button", { name: "Try a sample image" }).click();
  const preview = app.getByRole("region", { name: "Preview" });
  const stage = preview.getByRole("application");
  const slice = preview.getByRole("slider", { name: "Slice" });
  await expect(slice).toHaveAttribute("aria-valuetext", "4 of 7, 1.5 µm");
  await stage.press("PageUp");
  await expect(slice).toHaveAttribute("aria-valuetext", "5 of 7, 2 µm");
  await preview.getByRole("button", { name: "Play z" }).click();
  const before = await slice.inputValue();
  await expect.poll(() => slice.inputValue()).not.toBe(before);
  await preview.getByRole("button", { name: "Stop playing z" }).click();
  const stopped = await slice.inputValue();
  await app.waitForTimeout(600);
  expect(await slice.inputValue()).toBe(stopped);

  // Only what differs from what is shown is offered.
  const shown = preview.getByRole("radio", { name: /^Level 1/ });
  await shown.check({ force: true });
  await preview.getByRole("button", { name: "Split" }).click();
  const offered = preview.getByRole("combobox", { name: "Compare with" }).getByRole("option");
  await expect(offered.filter({ hasText: /^Level 0/ })).toHaveCount(1);
  await expect(offered.filter({ hasText: /^Level 1/ })).toHaveCount(0);
  await expect(offered.filter({ hasText: "Method: mean" })).toHaveCount(0);
  const handle = preview.getByRole("slider", { name: "Border between the pictures" });
  await handle.focus();
  const at = Number(await handle.inputValue());
  await app.keyboard.press("ArrowRight");
  expect(Number(await handle.inputValue())).toBe(at + 1);
  // By how much what is in view differs; two pictures take turns by themselves, or by hand where no movement is wanted.
  await expect(preview.getByText(/^Mean difference in view [\d.]+ counts · largest \d+ in “\w+”$/u)).toBeVisible();
  await preview.getByText("Blink", { exact: true }).click();
  await expect(handle).toBeHidden();
  for (const caption of ["Level 1, mean", "Level 2, mean", "Level 1, mean"]) {
    await expect(preview.getByText(caption, { exact: true })).toBeVisible();
  }
  await app.emulateMedia({ reducedMotion: "reduce" });
  await preview.getByText("Handle", { exact: true }).click();
  await preview.getByText("Blink", { exact: true }).click();
  await app.waitForTimeout(1000);
  await expect(preview.getByText("Level 1, mean", { exact: true })).toBeVisible();
  await preview.getByRole("button", { name: "Swap" }).click();
  await expect(preview.getByText("Level 2, mean", { exact: true })).toBeVisible();
  await app.emulateMedia({ reducedMotion: "no-preference" });
  // Where the zoom makes the picture the level that it is held against, it is held against the next.
  const other = preview.getByRole("combobox", { name: "Compare with" });
  await preview.getByRole("radio", { name: /^Level 2/ }).check({ force: true });
  await expect(other).toHaveValue("level 1");
  await shown.check({ force: true });
  await expect(other).toHaveValue("level 2");
  await preview.getByText("Difference", { exact: true }).click();
  await expect(preview.getByText(/^Difference of Level 1/)).toBeVisible();
  await expect(handle).toBeHidden();
  await preview.getByRole("button", { name: "Split" }).click();

  const [download] = await Promise.all([
    app.waitForEvent("download"),
    preview.getByRole("button", { name: "Save view" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("sample-cells.png");
  const png = readFileSync(await download.path()).toString("base64");
  const { width, height } = (await stage.boundingBox())!;
  const saved = await app.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(picture, 0, 0);
    // The longest white line at the right of the last rows.
    const { data } = context.getImageData(0, picture.height - 40, picture.width, 40);
    let longest = 0;
    for (let row = 0, run = 0; row < 40; row++, run = 0) {
      for (let column = 0; column < picture.width; column++) {
        const from = (row * picture.width + column) * 4;
        run = data[from]! > 250 && data[from + 1]! > 250 && data[from + 2]! > 250 ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    return { width: picture.width, height: picture.height, bar: longest };
  }, png);
  expect(saved).toMatchObject({ width: Math.round(width), height: Math.round(height) });
  expect(saved.bar, "a scale bar").toBeGreaterThan(40);
});

test("keys point to pixels and chunks, and what is there is said", async ({ app }) => {
  await app.getByRole("button", { name: "Try a sample image" }).click();
  const preview = app.getByRole("region", { name: "Preview" });
  const stage = preview.getByRole("application");
  await expect(app.getByText(/^Measured on/)).toBeVisible({ timeout: 20_000 });
  await stage.focus();
  await app.keyboard.press("1");
  const said = preview.locator("[aria-live] > span");
  const placeOf = async (): Promise<number> =>
    Number(/^x ([\d.]+),/.exec((await said.first().textContent()) ?? "")?.[1]);
  await app.keyboard.press("Shift+ArrowRight");
  await expect(said.first()).toHaveText(/^x [\d.]+, y [\d.]+ µm\. Nuclei \d+, Membrane \d+, Vesicles \d+\.$/);
  const first = await placeOf();
  await app.keyboard.press("Shift+ArrowRight");
  // A pixel of 0.1625 µm, said in tenths: one or two of them.
  await expect.poll(async () => Math.abs((await placeOf()) - first - 0.15)).toBeLessThan(0.06);
  const grid = preview.getByRole("button", { name: "Chunk grid" });
  await grid.focus();
  await expect(said.first()).toBeEmpty();
  await app.keyboard.press("Enter");
  await app.keyboard.press("ArrowUp");
  await expect(said.first()).toHaveText(/Chunk 0, 0 of level 0, .* in memory\. .*File sample-cells\.ome\.zarr\/0\/c\//);
  await expect(said.last()).toHaveText(/^Stored [\d.]+ KiB, \d\.\d times less\.$/);
  await app.keyboard.press("ArrowRight");
  await expect(said.first()).toHaveText(/Chunk 0, 1 of level 0/);
  await app.keyboard.press("Tab");
  await expect(said.first()).toBeEmpty();
});

test("of a channel that was never shown no contrast is claimed", async ({ app, outputFolder }) => {
  const file = join(outputFolder, "six.tif");
  writeFileSync(file, noiseStack(256, 6, true));
  await dropPaths(app, [file]);
  const preview = app.getByRole("region", { name: "Preview" });
  const [shown, hidden] = [0, 5].map((channel) =>
    preview.getByRole("group", { name: `Contrast of Channel ${channel}` }),
  );
  await expect(shown!.getByRole("textbox", { name: /^White of/ })).toHaveValue(/^\d+$/);
  await expect(hidden!.getByRole("textbox", { name: /^Black of/ })).toHaveValue("–");
  await expect(hidden!.getByRole("textbox", { name: /^White of/ })).toHaveValue("–");
  await expect(hidden!.getByRole("slider", { name: "White" })).toHaveAttribute("aria-valuetext", "not measured");
  await preview.getByRole("button", { name: "Show Channel 5" }).click();
  await expect(hidden!.getByRole("textbox", { name: /^White of/ })).toHaveValue(/^\d+$/);
  await expect(hidden!.getByRole("slider", { name: "White" })).not.toHaveAttribute("aria-valuetext", "not measured");
});
