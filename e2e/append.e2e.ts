import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { chooseFolder, queueOf } from "./support/page.ts";
import { setParameters } from "./support/settingsForm.ts";
import { contentsOf, expectedHash, inspect, storeFirstTimePoint, tiffFixture } from "./support/storeFiles.ts";

const STACK = "ome_XYCZT.ome.tif";

test("adding time points ends early: what was there is put back, or it goes on", async ({ app, outputFolder }) => {
  const store = storeFirstTimePoint(STACK, outputFolder);
  const before = contentsOf(store);
  // A file where the folder of the next time point has to be.
  const obstacle = join(store, "0", "c", "1");
  writeFileSync(obstacle, "in the way");
  await dropPaths(app, [tiffFixture(STACK)]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await chooseFolder(app, outputFolder);
  await setParameters(app, { existing: "append", startTSrc: "1" });
  const convert = app.getByRole("button", { name: "Convert", exact: true });
  await convert.click();
  const card = app.getByRole("region", { name: "Time points were being added to ome_XYCZT.ome.zarr" });
  await expect(card).toBeVisible();
  expect(existsSync(join(store, ".zarrdrop-incomplete.json"))).toBe(true);

  await card.getByRole("button", { name: "Put back what was there" }).click();
  await expect(app.getByText("ome_XYCZT.ome.zarr is as it was before time points were being added.")).toBeVisible();
  await expect(card).toBeHidden();
  // The obstacle went with the rest that was no part of the old array.
  expect(contentsOf(store)).toEqual(before);
  expect(inspect(store).store?.state).toBe("complete");

  writeFileSync(obstacle, "in the way");
  await convert.click();
  await expect(card).toBeVisible();
  rmSync(obstacle);
  await app.getByRole("button", { name: "Try again" }).click();
  await expect(queueOf(app).getByText("Done")).toBeVisible();
  await expect(card).toBeHidden();
  expect(inspect(store)).toMatchObject({ scenes: [{ sha256: expectedHash(STACK) }], store: { state: "complete" } });
});
