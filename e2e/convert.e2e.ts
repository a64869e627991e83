import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { convertTo, queueOf } from "./support/page.ts";

const ROOT = join(import.meta.dirname, "..");
const FIXTURES = join(ROOT, "fixtures", "tiff");
/** Stores made by the page, for the foreign readers in interop/ to look at. */
const KEPT_STORES = join(ROOT, "test-results", "page-stores");

type Journey = {
  name: string;
  file: string;
  /** What is chosen in the page, by label, and the same for the command line. */
  choices: Record<string, string>;
  words: string[];
  stores: string[];
};

const JOURNEYS: Journey[] = [
  {
    name: "v3-sharded",
    file: "ome_XYZCT.ome.tif",
    choices: { Levels: "3" },
    words: ["--preset", "recommended", "--num-levels", "3"],
    stores: ["ome_XYZCT.ome.zarr"],
  },
  {
    name: "v3",
    file: "ome_XYCTZ.ome.tif",
    choices: { Levels: "2", Chunks: "By size, x first" },
    words: ["--preset", "recommended", "--num-levels", "2", "--chunk-strategy", "budget"],
    stores: ["ome_XYCTZ.ome.zarr"],
  },
  {
    name: "v2",
    file: "ome_XYCZT.ome.tif",
    choices: { Preset: "Compatible: Zarr v2" },
    words: ["--preset", "zarr-v2"],
    stores: ["ome_XYCZT.ome.zarr"],
  },
  {
    name: "multi-scene",
    file: "ome_two_scenes.ome.tif",
    choices: {},
    words: ["--preset", "recommended"],
    stores: ["ome_two_scenes_image 0.ome.zarr", "ome_two_scenes_image 1.ome.zarr"],
  },
  {
    name: "rgb",
    file: "ome_rgb.ome.tif",
    choices: { Levels: "2" },
    words: ["--preset", "recommended", "--num-levels", "2"],
    stores: ["ome_rgb.ome.zarr"],
  },
];

for (const journey of JOURNEYS) {
  test(`${journey.name}: dropped, looked at, saved to a real directory`, async ({ app, outputFolder }) => {
    const file = join(FIXTURES, journey.file);
    await dropPaths(app, [file]);
    await expect(queueOf(app).getByText(journey.file)).toBeVisible();
    for (const [label, option] of Object.entries(journey.choices)) {
      await app.getByLabel(label, { exact: true }).selectOption(option);
    }
    const preview = app.getByRole("region", { name: "Preview" });
    await expect(preview).toBeVisible();
    for (const level of await preview.getByLabel("Pyramid level").locator("option").allTextContents()) {
      await preview.getByLabel("Pyramid level").selectOption(level);
    }
    await expect(app.getByRole("table", { name: "Plan" }).first()).toBeVisible();
    await convertTo(app, outputFolder);
    expect(readdirSync(outputFolder).toSorted()).toEqual(journey.stores);

    const same = mkdtempSync(join(tmpdir(), "zarrdrop-same-"));
    execFileSync("node", [join(ROOT, "cli", "run.mjs"), "convert", file, "-d", same, ...journey.words], {
      stdio: "pipe",
    });
    expect(contentsOf(outputFolder), "the command line writes the same bytes").toEqual(contentsOf(same));
    rmSync(same, { recursive: true });
    keep(journey.name, file, outputFolder);
  });
}

/** Every file of a folder, as text of its bytes. */
function contentsOf(folder: string): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    contents[relative(folder, path)] = readFileSync(path).toString("latin1");
  }
  return contents;
}

function keep(name: string, source: string, folder: string): void {
  const kept = join(KEPT_STORES, name);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  cpSync(folder, join(kept, "stores"), { recursive: true });
  writeFileSync(join(kept, "source.json"), JSON.stringify({ source: relative(ROOT, source), name: basename(source) }));
}
