import { cpSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertTo, openTab, queueOf } from "./support/page.ts";
import { filesIn, readJson, runCli, tiffFixture } from "./support/storeFiles.ts";

/** A sound store with a file for each chunk, by the command line. */
function storeOfTwoLevels(folder: string): string {
  const words = ["--num-levels", "2", "--chunk-strategy", "budget"];
  runCli("convert", tiffFixture("ome_XYCZT.ome.tif"), "-d", folder, ...words);
  return join(folder, "ome_XYCZT.ome.zarr");
}

test("an OME-Zarr that is dropped is checked when asked: a sound one is clean, of a broken one each fault is listed", async ({
  app,
  outputFolder,
}) => {
  const store = storeOfTwoLevels(outputFolder);
  await dropPaths(app, [store]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(1);
  const card = app.getByRole("region", { name: "Valid OME-Zarr 0.5" });
  await expect(card).toContainText("2 levels, no notes");
  await expect(app.getByRole("button", { name: "Convert again" })).toBeEnabled();
  await expect(app.getByRole("table", { name: "Arrays" }).getByRole("row")).toHaveCount(3);
  await app.locator("summary", { hasText: /^zarr\.json/ }).click();
  const link = app.getByRole("link", { name: "multiscales in the specification" });
  await expect(link).toHaveAttribute("href", "https://ngff.openmicroscopy.org/0.5/index.html#multiscale-md");
  await card.getByRole("button", { name: "Check", exact: true }).click();
  const clean = app.getByRole("region", { name: "A valid OME-Zarr" });
  await expect(clean).toContainText("OME-Zarr 0.5, Zarr v3");
  await expect(clean.getByRole("list")).toHaveCount(0);

  const broken = join(outputFolder, "broken.ome.zarr");
  cpSync(store, broken, { recursive: true });
  truncateSync(
    join(
      broken,
      filesIn(broken).find((path) => path.startsWith("0/c/"))!,
    ),
    7,
  );
  type Group = { attributes: { ome: { omero: { channels: { color: string }[] } } } };
  const group = readJson(broken, "zarr.json") as Group;
  group.attributes.ome.omero.channels[0]!.color = "#FF0000";
  writeFileSync(join(broken, "zarr.json"), JSON.stringify(group));
  await dropPaths(app, [broken]);
  await queueOf(app).getByText("broken.ome.zarr", { exact: true }).click();
  await app.getByRole("button", { name: "Check", exact: true }).click();
  const found = app.getByRole("region", { name: "Damaged: 2 errors" }).getByRole("list", { name: "What was found" });
  await expect(found.getByRole("listitem")).toHaveCount(2);
  await expect(found).toContainText("zarr.json: ome.omero.channels[0].color");
  await expect(found).toContainText("chunk-damaged");
  await expect(found).toContainText("Copy the store again");
  // What has a place in the image is shown there.
  const level = app.getByRole("radio", { name: /^Level 0/ });
  await expect(level).not.toBeChecked();
  await found.getByRole("button", { name: "Show on the image" }).click();
  await expect(level).toBeChecked();

  // The result is still there when the person comes back to it.
  await queueOf(app).getByText("ome_XYCZT.ome.zarr", { exact: true }).click();
  await expect(clean).toBeVisible();
});

test("a store that cannot be opened can be checked all the same, and so can one that was just written", async ({
  app,
  outputFolder,
}) => {
  const store = storeOfTwoLevels(outputFolder);
  rmSync(join(store, "0", "zarr.json"));
  await dropPaths(app, [store]);
  await app.getByRole("button", { name: "Check", exact: true }).click();
  const found = app.getByRole("region", { name: /^Damaged/ });
  await expect(found).toContainText("There is no array at 0.");

  await dropPaths(app, [tiffFixture("ome_two_scenes.ome.tif")]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(1);
  await convertTo(app, outputFolder);
  await queueOf(app).getByText("ome_two_scenes.ome.tif", { exact: true }).click();
  await openTab(app, "Result");
  await app.getByRole("button", { name: "Back to the source" }).click();
  await app.getByRole("button", { name: "Open result" }).first().click();
  await app.getByRole("button", { name: "Check", exact: true }).click();
  await expect(app.getByRole("region", { name: "A valid OME-Zarr" })).toBeVisible();
});

test("with the keyboard alone: the focus goes on with the verdict, not back to the top of the page", async ({
  app,
  outputFolder,
}) => {
  runCli("convert", tiffFixture("ome_XYCZT.ome.tif"), "-d", outputFolder);
  await dropPaths(app, [join(outputFolder, "ome_XYCZT.ome.zarr")]);
  await app.getByRole("button", { name: "Check", exact: true }).press("Enter");
  await expect(app.getByRole("heading", { name: "A valid OME-Zarr" })).toBeFocused();
  await app.keyboard.press("Tab");
  await expect(app.getByRole("button", { name: /^(Check every chunk|Copy result)$/ })).toBeFocused();
});
