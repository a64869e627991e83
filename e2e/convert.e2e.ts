import { join } from "node:path";
import { test } from "./support/app.ts";
import { type Journey, travel } from "./support/journey.ts";

function fixture(name: string): string {
  return join(import.meta.dirname, "..", "fixtures", "tiff", name);
}

const JOURNEYS: Journey[] = [
  {
    name: "v3-sharded",
    source: fixture("ome_XYZCT.ome.tif"),
    choices: { Levels: "3" },
    words: ["--preset", "recommended", "--num-levels", "3"],
    stores: ["ome_XYZCT.ome.zarr"],
  },
  {
    name: "v3",
    source: fixture("ome_XYCTZ.ome.tif"),
    choices: { Levels: "2", Chunks: "By size, x first" },
    words: ["--preset", "recommended", "--num-levels", "2", "--chunk-strategy", "budget"],
    stores: ["ome_XYCTZ.ome.zarr"],
  },
  {
    name: "v2",
    source: fixture("ome_XYCZT.ome.tif"),
    choices: { Preset: "Compatible: Zarr v2" },
    words: ["--preset", "zarr-v2"],
    stores: ["ome_XYCZT.ome.zarr"],
  },
  {
    name: "multi-scene",
    source: fixture("ome_two_scenes.ome.tif"),
    choices: {},
    words: ["--preset", "recommended"],
    stores: ["ome_two_scenes_image 0.ome.zarr", "ome_two_scenes_image 1.ome.zarr"],
  },
  {
    name: "rgb",
    source: fixture("ome_rgb.ome.tif"),
    choices: { Levels: "2" },
    words: ["--preset", "recommended", "--num-levels", "2"],
    stores: ["ome_rgb.ome.zarr"],
  },
];

for (const journey of JOURNEYS) {
  test(`${journey.name}: dropped, looked at, saved to a real directory`, async ({ app, outputFolder }) => {
    await travel(app, outputFolder, journey);
  });
}
