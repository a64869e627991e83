import { readFileSync } from "node:fs";
import { expect, test } from "./support/app.ts";

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
