import { readdirSync } from "node:fs";
import { expect, test } from "./support/app.ts";
import { convertTo, queueOf } from "./support/page.ts";

test("after the first visit the page starts and converts without a network", async ({
  app,
  browserOfTest,
  outputFolder,
}) => {
  await app.evaluate(() => navigator.serviceWorker.ready);
  await browserOfTest.context.setOffline(true);
  await app.reload();
  await app.getByRole("button", { name: "Try a sample image" }).click();
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await convertTo(app, outputFolder);
  expect(readdirSync(outputFolder)).toEqual(["sample-cells.ome.zarr"]);
});
