import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { beginTo, convertTo, queueOf } from "./support/page.ts";
import { contentsOf, runCli, tiffFixture } from "./support/storeFiles.ts";

const FILE = "ome_XYZCT.ome.tif";
const STORE = "ome_XYZCT.ome.zarr";

test("a store that was dropped is not replaced by its own conversion", async ({ app, outputFolder }) => {
  await dropPaths(app, [tiffFixture(FILE)]);
  await convertTo(app, outputFolder);
  const before = contentsOf(outputFolder);
  await app.reload();
  await dropPaths(app, [join(outputFolder, STORE)]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await beginTo(app, outputFolder);
  const alert = app.getByRole("alert").filter({ hasText: `${STORE} was not converted` });
  await expect(alert).toContainText(`The output ${STORE} would be written over its own source, ${STORE}.`);
  await expect(alert).toContainText("Nothing was changed.");
  await expect(alert).toContainText("Choose another folder for the output");
  expect(contentsOf(outputFolder)).toEqual(before);
});

test("not by way of a link to its folder either", async ({ app, outputFolder }) => {
  runCli("convert", tiffFixture(FILE), "-d", outputFolder);
  const before = contentsOf(outputFolder);
  const links = mkdtempSync(join(tmpdir(), "zarrdrop-links-"));
  symlinkSync(outputFolder, join(links, "linked"));
  await dropPaths(app, [join(links, "linked", STORE)]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await beginTo(app, outputFolder);
  await expect(app.getByRole("alert").filter({ hasText: `${STORE} was not converted` })).toContainText(
    `would be written over its own source`,
  );
  expect(contentsOf(outputFolder)).toEqual(before);
  rmSync(links, { recursive: true });
});

test("nor is what holds a dropped file; a file whose output has the name of a dropped store gets another name", async ({
  app,
  outputFolder,
}) => {
  // A folder called as the output of the file in it, and a store whose place the output of another file would take.
  const sources = mkdtempSync(join(tmpdir(), "zarrdrop-sources-"));
  mkdirSync(join(outputFolder, STORE));
  cpSync(tiffFixture(FILE), join(outputFolder, STORE, FILE));
  cpSync(tiffFixture(FILE), join(sources, "other.ome.tif"));
  runCli("convert", join(sources, "other.ome.tif"), "-d", outputFolder);
  const before = contentsOf(outputFolder);
  await dropPaths(app, [
    join(outputFolder, STORE, FILE),
    join(outputFolder, "other.ome.zarr"),
    join(sources, "other.ome.tif"),
  ]);
  await expect(queueOf(app).getByText("Ready")).toHaveCount(3);
  await beginTo(app, outputFolder);
  await app.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  await expect(queueOf(app).getByText("Failed")).toHaveCount(2);
  await expect(queueOf(app).getByText("Done")).toHaveCount(1);
  const after = contentsOf(outputFolder);
  for (const [path, bytes] of Object.entries(before)) expect(after[path], path).toBe(bytes);
  expect(readdirSync(outputFolder)).toHaveLength(3);
  rmSync(sources, { recursive: true });
});
