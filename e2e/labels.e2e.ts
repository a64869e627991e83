import { setTimeout } from "node:timers/promises";
import { expect, test } from "./support/app.ts";
import { problemsOf } from "./support/accessibility.ts";
import { writeCells } from "./support/cells.ts";
import { dropPaths } from "./support/drop.ts";
import { convertTo, lookAt, openTab, queueOf } from "./support/page.ts";
import { contentsOf, readJson, runCli } from "./support/storeFiles.ts";

test("a mask is added to its image as labels, survives a reload, and is written beside it at all levels", async ({
  app,
  outputFolder,
}, testInfo) => {
  const [image, mask] = [testInfo.outputPath("cells.tif"), testInfo.outputPath("cells_nuclei_masks.tif")];
  writeCells(image, mask);
  await dropPaths(app, [image, mask]);
  const offer = app.getByRole("region", { name: "Masks of images" });
  await expect(offer).toContainText("cells_nuclei_masks.tif looks like labels of cells.tif");
  expect(await problemsOf(app), "a mask is offered to its image").toEqual([]);
  await offer.getByRole("button", { name: "Add as labels" }).click();
  await expect(queueOf(app).locator(".queue-item")).toHaveCount(1);
  await expect(queueOf(app)).toContainText("labels nuclei");
  await app.keyboard.press("Control+z");
  await expect(queueOf(app).locator(".queue-item")).toHaveCount(2);

  // The same from the mask itself.
  await lookAt(app, "cells_nuclei_masks.tif");
  await openTab(app, "Plan");
  const field = app.locator(".labels-field").filter({ hasText: "Add cells_nuclei_masks.tif as labels of" });
  await field.getByRole("button", { name: "Add as labels" }).click();
  await expect(queueOf(app)).toContainText("labels nuclei");
  const name = app.getByRole("textbox", { name: "Name of the labels from cells_nuclei_masks.tif" });
  await name.fill("cells");
  await name.press("Enter");
  await expect(queueOf(app)).toContainText("labels cells");
  await expect(app.getByRole("region", { name: "Scenes" })).toContainText("cells");
  // They lie over the image, and can be taken off it.
  const over = app.getByRole("checkbox", { name: "Labels cells" });
  await expect(over).toBeChecked();
  await over.uncheck({ force: true });
  await expect(over).not.toBeChecked();
  expect(await problemsOf(app), "an image with labels").toEqual([]);

  await setTimeout(1000);
  await app.reload();
  await app.getByRole("region", { name: "Earlier queue" }).getByRole("button", { name: "Look" }).click();
  await expect(queueOf(app)).toContainText("labels cells");
  await convertTo(app, outputFolder);
  const wanted = testInfo.outputPath("wanted");
  runCli("convert", image, "-d", wanted, "--labels-from", `cells=${mask}`);
  expect(contentsOf(outputFolder)).toEqual(contentsOf(wanted));
  const levelsOf = (...path: string[]): unknown[] => {
    const { attributes } = readJson(outputFolder, "cells.ome.zarr", ...path, "zarr.json") as Metadata;
    return attributes.ome.multiscales[0]!.datasets;
  };
  expect(levelsOf("labels", "cells")).toHaveLength(levelsOf().length);
  const labels = readJson(outputFolder, "cells.ome.zarr", "labels", "cells", "zarr.json") as Metadata;
  expect(labels.attributes.ome["image-label"]).toMatchObject({ source: { image: "../../" } });

  // What is stored is looked at with its labels; the mask becomes a file of its own again.
  await openTab(app, "Plan");
  await app.getByRole("button", { name: "Take cells_nuclei_masks.tif out of the labels" }).click();
  await expect(queueOf(app).locator(".queue-item")).toHaveCount(2);
  await expect(queueOf(app)).not.toContainText("labels cells");
});

type Metadata = { attributes: { ome: { multiscales: { datasets: unknown[] }[]; "image-label"?: unknown } } };

test("a mask of another size is not offered, and says why it cannot be added", async ({ app }, testInfo) => {
  const [image, mask] = [testInfo.outputPath("cells.tif"), testInfo.outputPath("cells_mask.tif")];
  writeCells(image, mask, 519);
  await dropPaths(app, [image, mask]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(2);
  await expect(app.getByRole("region", { name: "Masks of images" })).toBeHidden();
  await lookAt(app, "cells_mask.tif");
  await openTab(app, "Plan");
  const field = app.locator(".labels-field").filter({ hasText: "Add cells_mask.tif as labels of" });
  await expect(field).toContainText("do not fit their image: they have y 519, x 720, it has y 520, x 720");
  await expect(field.getByRole("button", { name: "Add as labels" })).toBeDisabled();
});
