import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertTo } from "./support/page.ts";
import { contentsOf, runCli, tiffFixture } from "./support/storeFiles.ts";

test("files in folders of time points and channels become one image, as on the command line", async ({
  app,
  outputFolder,
}, testInfo) => {
  const experiment = testInfo.outputPath("experiment");
  for (const time of ["t001", "t002"]) {
    for (const channel of ["DAPI", "far-red"]) {
      const folder = join(experiment, time, channel);
      mkdirSync(folder, { recursive: true });
      for (const z of ["z1", "z2"])
        copyFileSync(tiffFixture(z === "z1" ? "lzw_strips.tif" : "zlib_strips.tif"), join(folder, `${z}.tif`));
    }
  }
  await dropPaths(app, [experiment]);
  const offer = app.getByRole("region", { name: "Files that go together" });
  await expect(offer).toContainText("8 files look like one image t 2 × c 2 × z 2");
  await expect(offer.getByLabel("Pattern of the names")).toHaveValue("t{t}/{c:*}/z{z}.tif");
  await offer.getByRole("button", { name: "Combine" }).click();
  await convertTo(app, outputFolder);

  const fromCommandLine = testInfo.outputPath("command-line");
  runCli("convert", experiment, "--sequence", "auto", "--destination", fromCommandLine, "--preset", "recommended");
  const stores = contentsOf(outputFolder);
  expect(Object.keys(stores)).toContain("experiment.ome.zarr/zarr.json");
  expect(stores).toEqual(contentsOf(fromCommandLine));
});
