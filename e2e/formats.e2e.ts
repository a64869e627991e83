import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "./support/app.ts";
import { travel } from "./support/journey.ts";

/** Real files of microscopes; not everybody has them. */
const SAMPLES = join(import.meta.dirname, "..", "..", "shared", "samples");

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "raw", "dicom");
const SLICES = [0, 1, 2, 3].map((number) => `series-${number}.dcm`);

const REAL_FILES: Record<string, string> = {
  czi: "czi/CellDivision_T3_Z5_CH2_X240_Y170.czi",
  "czi-mosaic": "czi/S3_1Pos_2Mosaic_T2Z3_CH2_sm.czi",
  nd2: "nd2/example-timelapse.nd2",
  lif: "lif/LeicaLASX_wavelength-sweep_example.lif",
  ims: "synthetic/ims/u16_gzip.ims",
  mrc: "mrc/EMD-3197.map",
  nrrd: "nrrd/BallBinary30x30x30_gz.nrrd",
  "dicom-slide": "../samples-2/dicom-wsi/sm_image.dcm",
  film: "../samples-2/avi/gray_raw.avi",
  oib: "oib/test.oib",
  oif: "synthetic/oif",
  "ome-zarr": "synthetic/ome-zarr/v3_sharded_zstd.zarr",
  harmony: "operetta-phenix/Version5",
  imagexpress: "imagexpress/ImageXpress/1well-3C-2S-Zmix-T/2024-04-22/1697",
};

/** What the queue calls plates, and an acquisition by its main file. */
const SHOWN_AS: Record<string, string> = {
  harmony: "BR00122249",
  imagexpress: "1well-3C-2S-Zmix-T",
  oif: "Cell 1 mitoEGFP.oif",
};

test("dicom-series: a folder of slices is dropped, looked at, saved as one image", async ({
  app,
  outputFolder,
}, testInfo) => {
  const source = testInfo.outputPath("series");
  for (const name of SLICES) cpSync(join(FIXTURES, name), join(source, name));
  const main = join(FIXTURES, SLICES[0]!);
  const words = ["--preset", "recommended"];
  const stores = ["series-0.ome.zarr"];
  const shownAs = "series-0.dcm";
  await travel(app, outputFolder, { name: "dicom-series", source, main, shownAs, choices: {}, words, stores });
});

for (const [name, path] of Object.entries(REAL_FILES)) {
  test(`${name}: a real one is dropped, looked at, saved`, async ({ app, outputFolder }) => {
    const source = join(SAMPLES, path);
    test.skip(!existsSync(source), "the samples are not here");
    const words = ["--preset", "recommended"];
    await travel(app, outputFolder, { name, source, shownAs: SHOWN_AS[name], choices: {}, words, stores: null });
  });
}
