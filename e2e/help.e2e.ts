import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { queueOf } from "./support/page.ts";
import { settingsOf } from "./support/settingsForm.ts";
import { tiffFixture } from "./support/storeFiles.ts";

test("help is a key away, speaks of the image that is looked at, and gives the focus back", async ({ app }) => {
  const help = app.getByRole("complementary", { name: "What am I looking at?" });
  const button = app.getByRole("button", { name: "Help", exact: true });
  await expect(button).toBeVisible();
  // Before there is an image, of the sample.
  await app.keyboard.press("?");
  await expect(help).toContainText("levels, from 1280 × 960 to");
  await expect(help.getByRole("heading", { name: "What am I looking at?" })).toBeFocused();
  await app.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(button).toBeFocused();

  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif"), tiffFixture("ome_two_scenes.ome.tif")]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
  const picture = app.getByRole("application");
  await picture.focus();
  await app.keyboard.press("?");
  await expect(help).toContainText("drawn from your image");
  const [size] = (await app.getByRole("table", { name: "Plan" }).locator("td").first().innerText()).split(" · ");
  await expect(help).toContainText(`Yours: 1 level, ${size}`);
  await expect(help.locator("canvas[data-ready]")).toHaveCount(3);
  await expect(help.getByRole("row", { name: /Chunk grid/ })).toContainText("G");

  // No trap: the page goes on beside it.
  const grid = app.getByRole("button", { name: "Chunk grid" });
  await grid.click();
  await expect(grid).toHaveAttribute("aria-pressed", "true");
  await app.keyboard.press("j");
  await expect(queueOf(app).locator("[aria-current]")).toContainText("ome_two_scenes");
  await expect(picture).toBeFocused();
  await app.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(picture).toBeFocused();

  await button.click();
  await help.getByRole("button", { name: "Show the settings" }).click();
  await expect(help).toBeHidden();
  await expect(settingsOf(app).getByLabel("Preset")).toBeFocused();
  await expect(settingsOf(app).getByLabel("Levels")).toHaveAccessibleDescription(/reads a small level/);

  await picture.focus();
  await app.keyboard.press("?");
  await app.keyboard.press("Escape");
  await expect(picture).toBeFocused();

  // Keys of one character are switched off, in the picture too, and for the next visits.
  const shown = queueOf(app).locator("[aria-current]");
  await button.click();
  await help.getByRole("checkbox", { name: "Keys of one character" }).uncheck({ force: true });
  await expect(help.getByRole("row", { name: /Chunk grid/ })).toContainText("off: G");
  await app.keyboard.press("Escape");
  const before = await shown.textContent();
  await picture.focus();
  for (const key of ["k", "g", "?"]) await app.keyboard.press(key);
  await expect(help).toBeHidden();
  await expect(grid).toHaveAttribute("aria-pressed", "false");
  expect(await shown.textContent()).toBe(before);
  await app.reload();
  await expect(button).toBeVisible();
  await app.keyboard.press("?");
  await expect(help).toBeHidden();
  await button.click();
  await help.getByRole("checkbox", { name: "Keys of one character" }).check({ force: true });
  await app.keyboard.press("?");
  await expect(help).toBeHidden();
});

test("a finger finds everything", async ({ app }) => {
  const session = await app.context().newCDPSession(app);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await session.send("Emulation.setDeviceMetricsOverride", {
    width: 1280,
    height: 900,
    deviceScaleFactor: 1,
    mobile: true,
  });
  expect(await app.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
  await dropPaths(app, [tiffFixture("ome_XYZCT.ome.tif")]);
  await expect(app.getByRole("application")).toBeVisible();
  const controls = app.locator(
    ".ladder-level, .ladder-auto, .channel-dot, .contrast-field, .button-icon, .page-help .button",
  );
  expect(await controls.count()).toBeGreaterThan(8);
  const small = await controls.evaluateAll((elements) =>
    elements.flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && Math.min(width, height) < 44
        ? [`${element.className} ${element.ariaLabel} ${width} × ${height}`]
        : [];
    }),
  );
  expect(small).toEqual([]);
});
