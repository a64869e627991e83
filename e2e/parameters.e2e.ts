import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { PARAMETERS, parameterOf } from "../src/plan/settings/parameters.ts";
import { expect, test } from "./support/app.ts";
import { dropPaths } from "./support/drop.ts";
import { chooseFolder, openTab, queueOf } from "./support/page.ts";
import {
  cellOf,
  fieldOf,
  openAdvanced,
  resetEditor,
  setParameters,
  settingsOf,
  textBeside,
} from "./support/settingsForm.ts";
import { writePlate } from "./support/plate.ts";
import type { ParameterTexts } from "./support/settingsForm.ts";
import {
  contentsOf,
  covered,
  expectedHash,
  filesIn,
  flat,
  indices,
  inspect,
  pixelsOf,
  readArray,
  readJson,
  runCli,
  storeFirstTimePoint,
  tiffFixture,
} from "./support/storeFiles.ts";

/** t 2, c 2, z 3, y 8, x 10, uint16, with names, units and sizes. */
const STACK = "ome_XYCZT.ome.tif";
const STACK_SHAPE = [2, 2, 3, 8, 10];
/** Two images; the second has t 3, y 10, x 12, uint8. */
const TWO_SCENES = "ome_two_scenes.ome.tif";
/** Four tiles of one plane with two channels. */
const MOSAIC = join(import.meta.dirname, "..", "..", "shared", "samples", "czi", "tiles.czi");

/** What each journey gives through the form. Together they give every parameter; the last test but one holds them to that. */
const JOURNEYS = {
  metadata: {
    numLevels: "2",
    downsampleZ: "yes",
    downsampleMethod: "max",
    chunkStrategy: "budget",
    memoryTarget: "400",
    compressor: "none",
    name: "renamed",
    imageName: "A picture",
    physicalPixelSize: [3, 1, 2, 0.5, 0.25],
    axesNames: ["t", "wave", "depth", "y", "x"],
    axesTypes: ["time", "none", "space", "space", "space"],
    axesUnits: ["second", "none", "micrometer", "nanometer", "millimeter"],
    channels: [
      { name: "nuclei", color: "#12ab34" },
      { name: "actin", color: "#fe00dc" },
    ],
    rdefs: { "Time point": "1", "Plane (z)": "2", Colours: "greyscale" },
    creatorInfo: { name: "somebody", version: "7" },
    rootTransform: [1, 1, 2, 4, 8],
    verify: "all",
    manifest: "yes",
    provenance: "yes",
    provenanceDate: "2026-01-31",
    shardLimit: "32MiB",
    memoryBudget: "64MiB",
  },
  shards: {
    levelShapes: [
      [2, 2, 3, 8, 10],
      [2, 2, 3, 4, 5],
    ],
    chunkShape: [
      [1, 1, 1, 4, 5],
      [1, 1, 1, 2, 5],
    ],
    shardShape: [
      [1, 1, 3, 8, 10],
      [1, 1, 3, 4, 5],
    ],
    labels: "yes",
    dtype: "uint8",
    dtypeCast: "wrap",
    compressor: "gzip:5",
    verify: "none",
    zarrFormat: "3",
  },
  timeInVersion2: {
    zarrFormat: "2",
    levelShapes: [[3, 2, 3, 8, 10]],
    chunkShape: [1, 1, 3, 8, 10],
    compressor: "zlib:6",
    dtype: "float32",
    startTSrc: "1",
    startTDest: "1",
    tbatch: "1",
  },
  compatible: { compatibility: "bioio-conversion-0.1.4", numLevels: "2", compressor: "none" },
  saturated: {
    dtype: "uint8",
    dtypeCast: "saturate",
    compressor: "none",
    numLevels: "1",
    chunkStrategy: "budget",
    chunkShape: [1, 1, 1, 8, 10],
  },
  workers: { existing: "rename", workers: "1" },
  sceneAndExisting: {
    scenes: "1",
    numLevels: "1",
    chunkShape: [1, 1, 1, 3, 4],
    shardFactor: [2, 2],
    shardOrder: "morton",
    existing: "rename",
  },
  corrected: {
    numLevels: "1",
    physicalPixelSize: [1, 1, 1, 7, 7],
    sceneCorrections: {
      "image 1": { axesUnits: ["none", "none", "none", "nanometer", "inch"], physicalPixelSize: [1, 1, 1, 3, 4] },
    },
  },
  replaced: { existing: "replace", numLevels: "1" },
  skipped: { existing: "skip", numLevels: "1" },
  appended: { numLevels: "1", existing: "append", startTSrc: "1" },
  mosaic: { mosaic: "tiles", numLevels: "1" },
  missing: { missingPlanes: "zeros", numLevels: "1" },
  onPlate: { layout: "plate", wells: "B02", fields: "2", numLevels: "1" },
} satisfies Record<string, ParameterTexts>;

/** Drops a file, waits until it can be converted, and chooses where to. */
async function open(app: Page, source: string, folder: string): Promise<void> {
  await dropPaths(app, [source]);
  await expect(queueOf(app).getByText("Ready")).toBeVisible();
  await chooseFolder(app, folder);
}

function convertButton(app: Page): Locator {
  return app.getByRole("button", { name: "Convert", exact: true });
}

/** Presses what begins: what is done is converted again only when just that is asked for. */
async function begin(app: Page): Promise<void> {
  if ((await queueOf(app).getByText("Done").count()) === 0) return convertButton(app).click();
  await openTab(app, "Result");
  await app.getByRole("button", { name: "Convert again" }).click();
}

/** Converts with the settings as they are; may be asked again after they changed. */
async function convert(app: Page): Promise<void> {
  const button = convertButton(app);
  const isUnderWay = app.waitForFunction(() => document.querySelector("progress") !== null, null, { polling: "raf" });
  await begin(app);
  await isUnderWay;
  const isOver = button.and(app.locator(":disabled")).or(queueOf(app).getByText("Failed"));
  await expect(isOver).toBeVisible({ timeout: 30_000 });
  await expect(queueOf(app)).toContainText("Done", { timeout: 1000 });
  await openTab(app, "Result");
}

/** From now on counts the threads that read and write. */
async function countUnitWorkers(app: Page): Promise<() => Promise<number>> {
  // All workers run the same script: their names say what they are for.
  const workers = app.workers();
  const names = await Promise.all(workers.map(async (worker) => worker.evaluate(() => self.name)));
  const coordinator = workers[names.indexOf("conversion")];
  if (coordinator === undefined) throw new Error("The conversion worker is not there yet");
  await coordinator.evaluate(() => {
    const scope = globalThis as unknown as { Worker: typeof Worker; unitsStarted: number };
    scope.unitsStarted = 0;
    scope.Worker = class extends scope.Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        scope.unitsStarted++;
      }
    };
  });
  return async () => coordinator.evaluate(() => (globalThis as unknown as { unitsStarted: number }).unitsStarted);
}

test("pyramid, chunk budget, axes, channels and the other metadata", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.metadata);
  await convert(app);
  expect(readdirSync(outputFolder)).toEqual(["renamed.ome.zarr", "renamed.ome.zarr.manifest.txt"]);
  const store = join(outputFolder, "renamed.ome.zarr");
  await expect(app.getByText("with renamed.ome.zarr.manifest.txt")).toBeVisible();
  if (process.platform === "linux") {
    const words = ["-c", "--strict", join("..", "renamed.ome.zarr.manifest.txt")];
    execFileSync("sha256sum", words, { cwd: store, stdio: "pipe" });
  }
  await expect(app.getByText(/^all \d+ chunks read back by zarrita [\d.]+ and compared$/)).toBeVisible();

  expect(readJson(store, "zarr.json")).toMatchObject({
    zarr_format: 3,
    attributes: {
      ome: {
        version: "0.5",
        multiscales: [
          {
            name: "A picture",
            axes: [
              { name: "t", type: "time", unit: "second" },
              { name: "wave" },
              { name: "depth", type: "space", unit: "micrometer" },
              { name: "y", type: "space", unit: "nanometer" },
              { name: "x", type: "space", unit: "millimeter" },
            ],
            datasets: [
              { path: "0", coordinateTransformations: [{ type: "scale", scale: [3, 1, 2, 0.5, 0.25] }] },
              {
                path: "1",
                coordinateTransformations: [
                  { type: "scale", scale: [3, 1, 3, 1, 0.5] },
                  { type: "translation", translation: [0, 0, 0.5, 0.25, 0.125] },
                ],
              },
            ],
            coordinateTransformations: [{ type: "scale", scale: [1, 1, 2, 4, 8] }],
            type: "max",
          },
        ],
        omero: {
          channels: [
            { label: "nuclei", color: "12AB34" },
            { label: "actin", color: "FE00DC" },
          ],
          rdefs: { defaultT: 1, defaultZ: 2, model: "greyscale" },
        },
        _creator: { name: "somebody", version: "7" },
      },
      "zarrdrop:provenance": [{ source: { name: STACK }, settings: { image_name: "A picture" }, date: "2026-01-31" }],
    },
  });
  const source = pixelsOf(STACK);
  const [level0, level1] = [readArray(join(store, "0")), readArray(join(store, "1"))];
  // 400 bytes are 200 values: x and y whole, then two planes of three; on level 1 all but a part of c.
  expect(level0.metadata).toMatchObject({
    dimension_names: ["t", "wave", "depth", "y", "x"],
    chunk_grid: { configuration: { chunk_shape: [1, 1, 2, 8, 10] } },
    codecs: [{ name: "bytes" }],
  });
  expect(level1.metadata).toMatchObject({ chunk_grid: { configuration: { chunk_shape: [2, 2, 2, 4, 5] } } });
  expect(level0.values).toEqual(source.values);
  expect(level1.shape).toEqual([2, 2, 2, 4, 5]);
  expect(level1.values).toEqual(covered(source, level1.shape).map((values) => Math.max(...values)));
});

test("level shapes, chunks and shards per level, labels, wrapped values", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.shards);
  await convert(app);
  await expect(app.getByText("not asked for")).toBeVisible();
  const store = join(outputFolder, "ome_XYCZT.ome.zarr");
  expect(readJson(store, "zarr.json")).toMatchObject({ attributes: { ome: { multiscales: [{ type: "mode" }] } } });

  const source = pixelsOf(STACK);
  const [level0, level1] = [readArray(join(store, "0")), readArray(join(store, "1"))];
  const grids = [
    { array: level0, shape: STACK_SHAPE, chunk: [1, 1, 1, 4, 5], shard: [1, 1, 3, 8, 10] },
    { array: level1, shape: [2, 2, 3, 4, 5], chunk: [1, 1, 1, 2, 5], shard: [1, 1, 3, 4, 5] },
  ];
  for (const { array, shape, chunk, shard } of grids) {
    expect(array.metadata).toMatchObject({
      shape,
      data_type: "uint8",
      chunk_grid: { configuration: { chunk_shape: shard } },
      codecs: [
        {
          name: "sharding_indexed",
          configuration: {
            chunk_shape: chunk,
            codecs: [{ name: "bytes" }, { name: "gzip", configuration: { level: 5 } }],
          },
        },
      ],
    });
  }
  const shards = ["0/0", "0/1", "1/0", "1/1"].map((timeAndChannel) => `c/${timeAndChannel}/0/0/0`);
  expect(filesIn(join(store, "0"))).toEqual([...shards, "zarr.json"]);
  expect(level0.values).toEqual(source.values.map((value) => value % 256));
  // The most frequent value of a block is one of the block: no mean, no blur.
  const blocks = covered(source, level1.shape).map((values) => values.map((value) => value % 256));
  expect(level1.values.filter((value, index) => !blocks[index]!.includes(value))).toEqual([]);
});

test("Zarr v2, and a time point of the image at another place of the store", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.timeInVersion2);
  await convert(app);
  const store = join(outputFolder, "ome_XYCZT.ome.zarr");
  expect(readJson(store, ".zgroup")).toEqual({ zarr_format: 2 });
  expect(readJson(store, ".zattrs")).toMatchObject({ multiscales: [{ version: "0.4", datasets: [{ path: "0" }] }] });
  const { metadata, shape, values } = readArray(join(store, "0"));
  expect(metadata).toMatchObject({
    zarr_format: 2,
    chunks: [1, 1, 3, 8, 10],
    dtype: "<f4",
    compressor: { id: "zlib", level: 6 },
    dimension_separator: "/",
  });
  expect(shape).toEqual([3, 2, 3, 8, 10]);
  expect(filesIn(join(store, "0")).filter((file) => !file.startsWith("."))).toEqual(["1/0/0/0/0", "1/1/0/0/0"]);
  const source = pixelsOf(STACK);
  const expected = [...indices(shape)].map(([t, ...rest]) =>
    t === 1 ? source.values[flat([1, ...rest], source.shape)] : 0,
  );
  expect(values).toEqual(expected);
});

test("compatibility: the names, colours and pixels of bioio-conversion", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.compatible);
  await convert(app);
  // One ending is taken off, not both: R9.1.
  expect(readdirSync(outputFolder)).toEqual(["ome_XYCZT.ome.ome.zarr"]);
  const store = join(outputFolder, "ome_XYCZT.ome.ome.zarr");
  const window = { min: 0, max: 255, start: 0, end: 255 };
  expect(readJson(store, "zarr.json")).toMatchObject({
    attributes: {
      ome: {
        multiscales: [{ axes: [{ name: "t" }, { name: "c" }, { name: "z" }, { name: "y" }, { name: "x" }] }],
        omero: {
          channels: [
            { label: "DAPI", color: "#FFFFFF", window },
            { color: "#FFFFFF", window },
          ],
        },
      },
    },
  });
  const source = pixelsOf(STACK);
  const level1 = readArray(join(store, "1"));
  // Pixel k of the smaller level is pixel 2k + 1 of the image: R4.2.
  const expected = [...indices([2, 2, 3, 4, 5])].map(([t, c, z, y, x]) => {
    return source.values[flat([t!, c!, z!, y! * 2 + 1, x! * 2 + 1], source.shape)];
  });
  expect(level1.values).toEqual(expected);
});

test("values out of range saturate; the page says how many; workers are as many as are asked for", async ({
  app,
  outputFolder,
}) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.saturated);
  await convert(app);
  const source = pixelsOf(STACK);
  const { values } = readArray(join(outputFolder, "ome_XYCZT.ome.zarr", "0"));
  expect(values).toEqual(source.values.map((value) => Math.min(value, 255)));
  const clipped = source.values.filter((value) => value > 255).length;
  await expect(app.getByText(`${clipped} values did not fit the data type`)).toBeVisible();

  const unitsStarted = await countUnitWorkers(app);
  await setParameters(app, JOURNEYS.workers);
  await convert(app);
  expect(await unitsStarted()).toBe(1);
  await setParameters(app, { workers: "2" });
  await convert(app);
  expect(await unitsStarted()).toBe(1 + 2);
});

test("one scene, shards by factor; an output that is there is asked about or renamed", async ({
  app,
  outputFolder,
}) => {
  const { existing, ...texts } = JOURNEYS.sceneAndExisting;
  const name = "ome_two_scenes_image 1.ome.zarr";
  const renamed = "ome_two_scenes_image 1_2.ome.zarr";
  await open(app, tiffFixture(TWO_SCENES), outputFolder);
  await setParameters(app, texts);
  await convert(app);
  expect(readdirSync(outputFolder)).toEqual([name]);
  const { scenes } = inspect(join(outputFolder, name));
  expect(scenes[0]).toMatchObject({ dtype: "uint8", sha256: expectedHash(TWO_SCENES, 1) });
  expect(readJson(outputFolder, name, "0", "zarr.json")).toMatchObject({
    chunk_grid: { configuration: { chunk_shape: [1, 1, 1, 6, 8] } },
    codecs: [{ name: "sharding_indexed", configuration: { chunk_shape: [1, 1, 1, 3, 4] } }],
  });

  await setParameters(app, { existing, dtype: "uint16" });
  await convert(app);
  expect(readdirSync(outputFolder).toSorted()).toEqual([name, renamed]);
  expect(readJson(outputFolder, name, "0", "zarr.json")).toMatchObject({ data_type: "uint8" });
  expect(readJson(outputFolder, renamed, "0", "zarr.json")).toMatchObject({ data_type: "uint16" });

  await setParameters(app, { existing: "refuse", dtype: "float32" });
  await begin(app);
  const question = app.getByRole("dialog", { name: `${name} is already there` });
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Go back" }).click();
  await expect(question).toBeHidden();
  expect(readJson(outputFolder, name, "0", "zarr.json")).toMatchObject({ data_type: "uint8" });
  expect(readdirSync(outputFolder).toSorted()).toEqual([name, renamed]);
});

test("unit and size are corrected for one scene, the other stays as it was", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(TWO_SCENES), outputFolder);
  await setParameters(app, JOURNEYS.corrected);
  await expect(settingsOf(app).getByText("image 1 (corrected)")).toBeAttached();
  await convert(app);
  const imageOf = (scene: number): unknown =>
    readJson(outputFolder, `ome_two_scenes_image ${scene}.ome.zarr`, "zarr.json");
  const scales = (scale: number[]) => [{ coordinateTransformations: [{ type: "scale", scale }] }];
  expect(imageOf(1)).toMatchObject({
    attributes: {
      ome: {
        multiscales: [
          { axes: [{}, {}, {}, { unit: "nanometer" }, { unit: "inch" }], datasets: scales([1, 1, 1, 3, 4]) },
        ],
      },
    },
  });
  expect(imageOf(0)).toMatchObject({ attributes: { ome: { multiscales: [{ datasets: scales([1, 1, 1, 7, 7]) }] } } });

  // What cannot be is said below its row, of this scene.
  await openAdvanced(app);
  await cellOf(app, "Axes of").selectOption("image 1 (corrected)");
  const cell = cellOf(app, "Size of axis x");
  await cell.fill("0");
  await expect(cell).toHaveAttribute("aria-invalid", "true");
  expect(await textBeside(app, cell)).toContain("scene_corrections[1].physical_pixel_size[4] must be above 0");
  await settingsOf(app).getByRole("button", { name: "Reset Pixel size to derived" }).click();
  await expect(cell).toHaveValue("");
  await expect(cell).toHaveAttribute("placeholder", "7");
});

test("a store that is there is replaced", async ({ app, outputFolder }) => {
  runCli("convert", tiffFixture(STACK), "-d", outputFolder, "--num-levels", "3", "--chunk-strategy", "budget");
  const store = join(outputFolder, "ome_XYCZT.ome.zarr");
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.replaced);
  await convert(app);
  const { scenes } = inspect(store);
  expect(scenes[0]!.levels).toEqual([STACK_SHAPE]);
  expect(
    filesIn(store).filter((file) => /^[12]\//.test(file)),
    "nothing is left of what was there",
  ).toEqual([]);
});

test("a store that is there is left as it is", async ({ app, outputFolder }) => {
  runCli("convert", tiffFixture(STACK), "-d", outputFolder, "--num-levels", "3", "--chunk-strategy", "budget");
  const store = join(outputFolder, "ome_XYCZT.ome.zarr");
  const before = contentsOf(store);
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.skipped);
  await convert(app);
  await expect(app.getByText("was there, left as it is")).toBeVisible();
  expect(contentsOf(store)).toEqual(before);
});

test("time points are added to a store that is there", async ({ app, outputFolder }) => {
  const store = storeFirstTimePoint(STACK, outputFolder);
  expect(inspect(store).scenes[0]!.shape).toEqual([1, 2, 3, 8, 10]);
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.appended);
  // The page plans with the store that is there: the next place is its end, and a later one is no mistake.
  await expect(fieldOf(app, "startTDest")).toHaveAttribute("placeholder", "1");
  await setParameters(app, { startTDest: "2" });
  await expect(fieldOf(app, "startTDest")).not.toHaveAttribute("aria-invalid", "true");
  await openTab(app, "Plan");
  await expect(app.getByText("Time point 1 stays empty")).toBeVisible();
  await expect(convertButton(app)).toBeEnabled();
  await setParameters(app, { startTDest: "" });
  await convert(app);
  expect(inspect(store)).toMatchObject({
    scenes: [{ shape: STACK_SHAPE, sha256: expectedHash(STACK) }],
    store: { state: "complete" },
  });
});

test("a mosaic becomes a store per tile", async ({ app, outputFolder }) => {
  test.skip(!existsSync(MOSAIC), "../shared/samples is not there");
  await open(app, MOSAIC, outputFolder);
  await setParameters(app, JOURNEYS.mosaic);
  await convert(app);
  const stores = [0, 1, 2, 3].map((tile) => `tiles_Image_0 M${tile}.ome.zarr`);
  expect(readdirSync(outputFolder).toSorted()).toEqual(stores);
});

test("planes whose files are not there stop the conversion, until they may be zeros", async ({
  app,
  outputFolder,
}, testInfo) => {
  const folder = testInfo.outputPath("acquisition");
  mkdirSync(folder);
  const index = [
    '"NDInfoFile", Version 1.0',
    '"DoStage", TRUE',
    '"NStagePositions", 2',
    '"DoWave", FALSE',
    '"EndFile"',
  ];
  writeFileSync(join(folder, "exp.nd"), index.join("\r\n"));
  copyFileSync(tiffFixture("bits_12.tif"), join(folder, "exp_s1.TIF"));
  await dropPaths(app, [folder]);
  await expect(app.getByRole("alert")).toContainText("the files are not there: exp_s2.TIF");
  await chooseFolder(app, outputFolder);
  await setParameters(app, JOURNEYS.missing);
  await openTab(app, "Plan");
  await app.getByLabel("Output, of 2 stores").selectOption("exp_Image_2.ome.zarr");
  await expect(
    app.getByText(/One plane of .+ is written as zeros: the files are not there \(exp_s2\.TIF\)\./),
  ).toBeVisible();
  await convert(app);
  expect(readdirSync(outputFolder)).toHaveLength(2);
});

test("a field of a well becomes a plate, in its place", async ({ app, outputFolder }, testInfo) => {
  await open(app, writePlate(testInfo.outputPath()), outputFolder);
  await setParameters(app, JOURNEYS.onPlate);
  await convert(app);
  expect(readJson(outputFolder, "screen.ome.zarr", "zarr.json")).toMatchObject({
    attributes: { ome: { plate: { wells: [{ path: "B/2", rowIndex: 1, columnIndex: 1 }] } } },
  });
  expect(readdirSync(join(outputFolder, "screen.ome.zarr", "B", "2")).toSorted()).toEqual(["1", "zarr.json"]);
});

test("what is shown of a channel: active, coefficient, family, inverted, window", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await openAdvanced(app);
  const editor = settingsOf(app);
  await editor.getByLabel("More of channel 2").click();
  await editor.getByLabel("Channel 2 active").selectOption("no");
  await editor.getByLabel("Coefficient of channel 2").fill("0.5");
  await editor.getByLabel("Family of channel 2").fill("exponential");
  await editor.getByLabel("Channel 2 inverted").selectOption("yes");
  for (const [member, value] of Object.entries({ min: "1", max: "4000", start: "20", end: "300" })) {
    await editor.getByLabel(`Window ${member} of channel 2`).fill(value);
    // Half of a window is none: it stays in its fields, with what is wrong with it, until it is whole.
    if (member === "end") await expect(convertButton(app)).toBeEnabled();
    else await expect(editor.getByText(/channels\[1\]\.window\.\w+ is missing/)).toBeVisible();
  }
  await convert(app);
  const told = {
    active: false,
    coefficient: 0.5,
    family: "exponential",
    inverted: true,
    window: { min: 1, max: 4000, start: 20, end: 300 },
  };
  expect(readJson(outputFolder, "ome_XYCZT.ome.zarr", "zarr.json")).toMatchObject({
    attributes: { ome: { omero: { channels: [{ label: "DAPI", active: true }, told] } } },
  });
});

test("settings saved as a file do the same on the command line", async ({ app, outputFolder }, testInfo) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, JOURNEYS.metadata);
  const downloaded = app.waitForEvent("download");
  await settingsOf(app).getByRole("button", { name: "Save settings" }).click();
  const file = testInfo.outputPath("settings.json");
  await (await downloaded).saveAs(file);
  await convert(app);
  const same = testInfo.outputPath("same");
  runCli("convert", tiffFixture(STACK), "-d", same, "--params", file);
  expect(contentsOf(outputFolder)).toEqual(contentsOf(same));

  await openAdvanced(app);
  const settings = settingsOf(app);
  await settings.getByRole("button", { name: "Reset all" }).click();
  await expect(fieldOf(app, "name")).toHaveValue("");
  const input = settings.getByLabel("File of settings");
  const load = async (text: string): Promise<void> =>
    input.setInputFiles({ name: "mine.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await load("{");
  await expect(settings.getByRole("alert")).toContainText("mine.json could not be read as JSON");
  await load('{"tbatch": "many"}');
  await expect(settings.getByRole("alert")).toContainText("tbatch");
  await expect(fieldOf(app, "name")).toHaveValue("");
  await load(readFileSync(file, "utf8"));
  await expect(settings.getByRole("alert")).toBeHidden();
  await expect(fieldOf(app, "name")).toHaveValue("renamed");
});

test("every parameter is given in one of these journeys", () => {
  const given = new Set(Object.values(JOURNEYS).flatMap((texts) => Object.keys(texts)));
  expect(PARAMETERS.map(({ key }) => key).filter((key) => !given.has(key))).toEqual([]);
});

/** Texts that cannot be, and what has to stand beside the field: what is wrong and what would be right. */
const MISTAKES: [keyof ParameterTexts, string, RegExp][] = [
  ["scenes", "7", /greater than the maximum available scene index/],
  ["memoryTarget", "1", /memory_target 1 < dtype size 2.*16 MiB/],
  ["memoryBudget", "1KiB", /memory_budget.*33554432/],
  ["compressor", "snappy", /compressor: “snappy” is not none, blosc:zstd:3:bitshuffle/],
  ["dtype", "nope", /nope.*uint16/],
  ["workers", "0", /workers.*1/],
  ["startTSrc", "2", /start_T_src \(2\) out of range \[0, 2\).*0 to 1/],
  ["startTDest", "-1", /start_T_dest.*0/],
  ["tbatch", "9", /tbatch can be 2 at most/],
];

test("a mistake is said beside its field, nothing can be converted, and the field can be reset", async ({
  app,
  outputFolder,
}) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await openAdvanced(app);
  for (const [key, text, message] of MISTAKES) {
    await test.step(key, async () => {
      const field = fieldOf(app, key);
      const help = await textBeside(app, field);
      await field.fill(text);
      await expect(field).toHaveAttribute("aria-invalid", "true");
      expect.soft(await textBeside(app, field)).toMatch(message);
      await expect(convertButton(app)).toBeDisabled();
      const label = key === "compressor" ? "Codec in full" : parameterOf(key).label;
      await settingsOf(app)
        .getByRole("button", { name: `Reset ${label} to derived`, exact: true })
        .click();
      await expect(field).toHaveValue("");
      await expect(field).not.toHaveAttribute("aria-invalid", "true");
      expect(await textBeside(app, field)).toBe(help);
      await expect(convertButton(app)).toBeEnabled();
    });
  }
  // A value that is right by itself, but not for the memory that may be used.
  await setParameters(app, { memoryBudget: "32MiB", chunkShape: [1, 1, 1, 5000, 5000] });
  const chunk = cellOf(app, "Chunk shape, all levels, x");
  await expect(chunk).toHaveAttribute("aria-invalid", "true");
  expect(await textBeside(app, chunk)).toMatch(/more than the memory budget of 32 MiB.*would fit/);
  await expect(app.getByRole("alert")).toContainText("memory budget of 32 MiB");
  await expect(convertButton(app)).toBeDisabled();
  await setParameters(app, { memoryBudget: "256MiB" });
  await expect(convertButton(app)).toBeEnabled();

  await setParameters(app, { channels: [{ name: "nuclei", color: "#12ab34" }] });
  const name = settingsOf(app).getByLabel("Name of channel 1");
  await expect(name).toHaveValue("nuclei");
  await resetEditor(app, "Channels");
  await expect(name).toHaveValue("DAPI");
  await settingsOf(app).getByRole("button", { name: "Reset all" }).click();
  await expect(chunk).toHaveValue("");
  await expect(settingsOf(app).getByLabel("Preset", { exact: true })).toHaveValue("recommended");
});

/** What cannot be in a cell of an editor: its name, what is typed, what is said below its row, how it is derived again. */
const WRONG_CELLS: [string, string, RegExp, string][] = [
  ["Level shapes, level 0, x", "11", /level_shapes.*level-0 shape.*\(2, 2, 3, 8, 10\)/, "Level shapes"],
  [
    "Level shapes, level 1, y",
    "0",
    /level_shapes\[1\]\[3\] must be >= 1\. Give a whole number from 1 on/,
    "Level shapes",
  ],
  ["Chunk shape, level 1, z", "2.5", /chunk_shape\[1\]\[2\] must be a whole number, got 2\.5/, "Chunk shape"],
  ["Shard shape, level 1, x", "7", /shard_shape\[1\]\[4\] \(= 7\) must be a multiple of chunk_dim 5/, "Shard shape"],
  ["Shard factor, all levels, y", "two", /shard_factor\[3\] must be a whole number, got “two”/, "Shard factor"],
  ["Root transform, scale, z", "0", /root_transform is not a scale.*"scale": \[1, 1, 1, 1, 1\]/, "Root transform"],
];

/** The same for axes. */
const WRONG_AXES: [string, string, RegExp, string][] = [
  ["Name of axis y", "z", /axes_names has “z” twice/, "Axis names"],
  ["Type of axis z", "time", /axes_types.*At most one time axis/, "Axis types"],
  ["Unit of axis t", "parrot", /axes_units: “parrot” is not a unit.*second/, "Units"],
  ["Size of axis x", "-1", /physical_pixel_size\[4\] must be above 0/, "Pixel size"],
];

test("what is wrong in a table stands below its row; reset shows what is derived", async ({ app, outputFolder }) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await setParameters(app, { numLevels: "2" });
  const settings = settingsOf(app);
  for (const label of ["Chunk shape", "Shard shape"]) {
    await settings
      .getByRole("radiogroup", { name: `${label} for` })
      .getByText("Each level")
      .click();
  }
  const isWrong = async (name: string, message: RegExp): Promise<void> => {
    const cell = cellOf(app, name);
    await expect(cell).toHaveAttribute("aria-invalid", "true");
    // It is this cell that is wrong, and no other.
    await expect(settings.locator("[aria-invalid]")).toHaveCount(1);
    const said = await cell.locator("xpath=ancestor::tr/following-sibling::tr").first().textContent();
    expect.soft(said).toMatch(message);
    expect.soft(await textBeside(app, cell)).toBe(said);
    await expect(convertButton(app)).toBeDisabled();
  };
  for (const [name, text, message, label] of WRONG_CELLS) {
    await test.step(`${name}: ${text}`, async () => {
      const cell = cellOf(app, name);
      const derived = await cell.getAttribute("placeholder");
      expect(derived).not.toBe("");
      await cell.fill(text);
      await isWrong(name, message);
      await resetEditor(app, label);
      await expect(cell).toHaveValue("");
      await expect(cell).toHaveAttribute("placeholder", derived!);
      await expect(convertButton(app)).toBeEnabled();
    });
  }
  for (const [name, text, message, label] of WRONG_AXES) {
    await test.step(`${name}: ${text}`, async () => {
      const cell = cellOf(app, name);
      const isList = (await cell.evaluate((element) => element.tagName)) === "SELECT";
      const before = await cell.inputValue();
      if (isList) await cell.selectOption(text);
      else await cell.fill(text);
      await isWrong(name, message);
      await settings.getByRole("button", { name: `Reset ${label} to derived`, exact: true }).click();
      await expect(cell).toHaveValue(before);
      await expect(convertButton(app)).toBeEnabled();
    });
  }
  await cellOf(app, "Time point").fill("2");
  await expect(settings.getByText(/rdefs\.defaultT \(2\) out of range \[0, 2\)/)).toBeVisible();
  await resetEditor(app, "Rendering defaults");
  await settings.getByRole("button", { name: "Add entry" }).click();
  await cellOf(app, "Value of creator entry 1").fill("somebody");
  await expect(settings.getByText("creator_info has a value without a name")).toBeVisible();
  await expect(convertButton(app)).toBeDisabled();
  await settings.getByRole("button", { name: "Remove creator entry 1" }).click();
  await expect(convertButton(app)).toBeEnabled();
});

test("cells are emptied, pasted into and walked through with the keyboard; levels come and go", async ({
  app,
  outputFolder,
}) => {
  await open(app, tiffFixture(STACK), outputFolder);
  await openAdvanced(app);
  const settings = settingsOf(app);
  await settings.getByRole("button", { name: "Add level" }).click();
  await expect(cellOf(app, "Levels")).toHaveValue("2");
  await settings.getByRole("radiogroup", { name: "Chunk shape for" }).getByText("Each level").click();
  const [above, below] = [cellOf(app, "Chunk shape, level 0, x"), cellOf(app, "Chunk shape, level 1, x")];
  await expect(above).toHaveAttribute("placeholder", "10");
  await above.focus();
  await app.keyboard.press("ArrowDown");
  await expect(below).toBeFocused();
  await app.keyboard.type("2");
  // What was derived in the other cells is given now too.
  await expect(above).toHaveValue("10");
  await app.keyboard.press("Backspace");
  await expect(above).toHaveValue("");
  await expect(settings.getByRole("button", { name: "Reset to derived: Chunk shape" })).toBeHidden();
  const first = cellOf(app, "Chunk shape, level 0, t");
  await first.focus();
  await first.evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "(1, 1, 3, 4, 5)");
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(above).toHaveValue("5");
  await expect(below).toHaveValue("5");
  await settings.getByRole("button", { name: "Add level" }).click();
  await expect(cellOf(app, "Chunk shape, level 2, x")).toHaveValue("5");
  await settings.getByRole("button", { name: "Remove level 1", exact: true }).click();
  // Not the last one: the others stay what they were, so that their shapes are given from now on.
  await expect(cellOf(app, "Level shapes, level 1, x")).toHaveValue("2");
  await expect(cellOf(app, "Levels")).toHaveValue("shapes");
  await expect(cellOf(app, "Chunk shape, level 2, x")).toBeHidden();
  await expect(convertButton(app)).toBeEnabled();
});
