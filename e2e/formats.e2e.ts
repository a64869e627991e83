import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "./support/app.ts";
import { travel } from "./support/journey.ts";

/** Real files of microscopes; not everybody has them. */
const SAMPLES = join(import.meta.dirname, "..", "..", "shared", "samples");

const REAL_FILES: Record<string, string> = {
  czi: "czi/CellDivision_T3_Z5_CH2_X240_Y170.czi",
  "czi-mosaic": "czi/S3_1Pos_2Mosaic_T2Z3_CH2_sm.czi",
  nd2: "nd2/example-timelapse.nd2",
  lif: "lif/LeicaLASX_wavelength-sweep_example.lif",
  "ome-zarr": "synthetic/ome-zarr/v3_sharded_zstd.zarr",
};

for (const [name, path] of Object.entries(REAL_FILES)) {
  test(`${name}: a real one is dropped, looked at, saved`, async ({ app, outputFolder }) => {
    const source = join(SAMPLES, path);
    test.skip(!existsSync(source), "the samples are not here");
    const words = ["--preset", "recommended"];
    await travel(app, outputFolder, { name, source, choices: {}, words, stores: null });
  });
}
