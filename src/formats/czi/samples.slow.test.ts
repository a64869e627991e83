import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { copyStrided } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, type PixelArray } from "../../model/dtype.ts";
import type { SceneDescription } from "../../model/image.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../../model/region.ts";
import type { ReaderOptions } from "../reader.ts";
import { openImage } from "../registry.ts";
import { cziFormat } from "./descriptor.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;

type OracleScene = {
  id?: string;
  dims?: string;
  shape?: number[];
  sha256?: string;
  planes_sha256?: string;
  channels?: (string | number | null)[] | null;
  physical?: Record<"X" | "Y" | "Z", number | null>;
  X?: number;
  Y?: number;
  Z?: number;
  C?: number;
  T?: number;
  rgb?: number;
};
type OracleRow = { reader: string; scenes?: OracleScene[] };

const FOLDERS = ["czi/", "synthetic/czi/"];

/** Oracle readers in the order of preference. Tiles that are not put together (an axis M) are no oracle for the stitched image. */
const READERS = [
  { name: "bioio_czi(pylibCZIrw", order: "bgr" },
  { name: "bioio_czi(default", order: "bgr" },
  { name: "czifile", order: "rgb" },
  { name: "Bio-Formats", order: "rgb" },
] as const;

/** Files for which another reader than the first is the one to agree with, and why. */
const OTHER_ORACLE: Record<string, string> = {
  // libCZI's picture shows the first of 32 detector elements only; planes that are not in the file are 0 for Bio-Formats and here.
  "czi/LSM880_AiryScan.czi": "Bio-Formats",
  // libCZI's decoder left part of these tiles unset when the oracle was made (its values vary from run to run).
  "synthetic/czi/zstd1_bgr48.czi": "Bio-Formats",
  // libCZI wants scene metadata, and Bio-Formats paints in file order: here both orders are the same.
  "synthetic/czi/mosaic_scenes_zstd1_gray16.czi": "Bio-Formats",
};

/**
 * Files whose colours the oracle has turned round, and why: these JPEG data are of red, green, blue as any JPEG; czifile 2019 and Bio-Formats 8
 * take them for blue, green, red (czifile 2026 no longer does).
 */
const TURNED = ["synthetic/czi/jpeg_bgr24.czi"];

/** Names that the oracle makes up where the file has none (numbers, "Channel:0", "Ch1-T1#"). */
const INVENTED = /^(\d+|Channel:\d+(:\d+)?|.*#\d*)$/;

const never = new AbortController().signal;

async function openSample(path: string, options?: ReaderOptions) {
  const opened = await openSource({ kind: "node", folder: join(SAMPLES, dirname(path)), main: basename(path) });
  return openImage(opened, never, [cziFormat], options);
}

/** The row of a reader that leaves the tiles of mosaics apart, or undefined. */
function tileRow(rows: readonly OracleRow[]): OracleRow | undefined {
  return rows.find(({ scenes = [] }) => scenes.length > 0 && scenes.every(({ dims = "" }) => dims.includes("M")));
}

function sha256(pixels: PixelArray): string {
  return createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
}

/** The pixels in another order of axes; samples turned round where the oracle has blue first. */
function inOrder(
  scene: SceneDescription,
  pixels: PixelArray,
  letters: readonly string[],
  order: "rgb" | "bgr",
): PixelArray {
  const strides = stridesOfShape(scene.shape);
  const axes = letters.map((letter) => scene.axes.indexOf(letter)).filter((axis) => axis >= 0);
  expect(new Set(axes).size, "axes of the oracle").toBe(axes.length);
  expect(
    scene.axes.filter((_, axis) => !axes.includes(axis) && scene.shape[axis]! > 1),
    "axes that the oracle lacks",
  ).toEqual([]);
  const shape = axes.map((axis) => scene.shape[axis]!);
  const target = allocatePixels(scene.dtype, pixels.length);
  const samples = scene.axes.indexOf("s");
  const isTurned = samples >= 0 && order === "bgr";
  const from = axes.map((axis) => (axis === samples && isTurned ? -strides[axis]! : strides[axis]!));
  const start = isTurned ? (scene.shape[samples]! - 1) * strides[samples]! : 0;
  copyStrided(pixels, start, from, target, 0, stridesOfShape(shape), shape);
  return target;
}

/** Axis letters of an oracle's row in our terms. */
function lettersOf(row: OracleRow, expected: OracleScene): string[] {
  if (expected.planes_sha256 !== undefined) {
    // Planes one after another, x fastest; of the others the first named is the fastest. Bio-Formats counts phases as time points.
    return [..."htzcyxs"];
  }
  const isCzifile = row.reader.startsWith("czifile");
  return [...(expected.dims ?? "")].map((letter) => {
    if (isCzifile) return letter === "S" ? "scene" : letter === "0" ? "s" : letter.toLowerCase();
    return letter.toLowerCase();
  });
}

describe.skipIf(!existsSync(SAMPLES))("sample files against the oracle", () => {
  const oracle = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as { files: Record<string, OracleRow[]> }).files
    : {};
  const files = Object.keys(oracle).filter((path) => FOLDERS.some((folder) => path.startsWith(folder)));

  it("scenes in wells are fields of the plate on the stage", async () => {
    const { plate } = (await openSample("synthetic/czi/real_WellD6-7_S2__jxr.czi")).description;
    expect([plate!.rows.length, plate!.columns.length]).toEqual([8, 12]);
    expect(plate!.fields.map(({ row, column }) => [row, column])).toEqual([
      [3, 5],
      [3, 6],
    ]);
    // A plate was on the stage, and nothing says in which wells these were taken.
    expect((await openSample("czi/0T-4C-0Z-2pos.czi")).description).not.toHaveProperty("plate");
  });

  // What libCZI (pylibCZIrw 5.1.1) reads at a zoom of 0.5, where it takes the stored tiles as they are.
  it.each([
    ["czi/1_tileregion.czi", 0, "872b7671484dec65fccc3e73b75fdae148b9e52b88020b391254919bdaea385e"],
    ["czi/WellD6_S1.czi", 0, "cee664b04511dca4a3f853f8ac027ac807974d85db5c2f7a9ff7cb9b8c6ed226"],
    ["synthetic/czi/real_WellD6-7_S2__jxr.czi", 1, "2c367a757d9c9bfb15ed229e8ff8a6006cb383e409c0afc45c46f7b048fd45ee"],
  ])("%s, overview of scene %i", async (path, scene, hash) => {
    const reader = await openSample(path);
    const { dtype, levels } = reader.description.scenes[scene]!;
    const { shape } = levels[1]!;
    const pixels = allocatePixels(dtype, sizeOfShape(shape));
    await reader.readRegion({ scene, level: 1, region: wholeRegion(shape), signal: never }, pixels);
    expect(sha256(pixels)).toBe(hash);
    reader.close();
  });

  const mosaics = files.filter((path) => tileRow(oracle[path]!) !== undefined);

  it.each(mosaics)("%s, a scene for each tile", async (path) => {
    const row = tileRow(oracle[path]!)!;
    const reader = await openSample(path, { mosaic: "tiles" });
    const { scenes } = reader.description;
    let next = 0;
    for (const expected of row.scenes!) {
      const letters = lettersOf(row, expected);
      const shape = expected.shape!;
      const tiles = shape[letters.indexOf("m")]!;
      const whole = allocatePixels(scenes[next]!.dtype, sizeOfShape(shape));
      const strides = stridesOfShape(shape);
      for (let tile = 0; tile < tiles; tile++, next++) {
        const scene = scenes[next]!;
        const pixels = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
        await reader.readRegion({ scene: next, level: 0, region: wholeRegion(scene.shape), signal: never }, pixels);
        const steps = scene.axes.map((axis) => strides[letters.indexOf(axis)]!);
        const start = tile * strides[letters.indexOf("m")]!;
        copyStrided(pixels, 0, stridesOfShape(scene.shape), whole, start, steps, scene.shape);
      }
      expect(sha256(whole), `${row.reader}, scene ${expected.id}`).toBe(expected.sha256);
    }
    // aicspylibczi shows the first of two scenes of the synthetic file only.
    expect(next).toBe(path.startsWith("synthetic/czi/mosaic_scenes") ? 4 : scenes.length);
    reader.close();
  });

  it.each(files)("%s", async (path) => {
    const rows = oracle[path]!;
    const wanted = READERS.filter(({ name }) => OTHER_ORACLE[path] === undefined || name === OTHER_ORACLE[path]);
    const found = wanted.flatMap(({ name, order }) => {
      const row = rows.find((candidate) => candidate.reader.startsWith(name));
      const scenesOfRow = row?.scenes ?? [];
      const isReadable = scenesOfRow.every(
        (scene) => (scene.sha256 ?? scene.planes_sha256) !== undefined && !(scene.dims ?? "").includes("M"),
      );
      return row !== undefined && isReadable && scenesOfRow.length > 0 ? [{ row, order }] : [];
    })[0];
    expect(found, "an oracle").toBeDefined();
    const { row, order } = found!;
    const reader = await openSample(path);
    const { scenes } = reader.description;
    expect(scenes).toHaveLength(row.scenes!.length);
    for (const [index, scene] of scenes.entries()) {
      const expected = row.scenes![index]!;
      const pixels = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
      await reader.readRegion({ scene: index, level: 0, region: wholeRegion(scene.shape), signal: never }, pixels);
      const stored = TURNED.includes(path) ? "bgr" : order;
      const turned = inOrder(scene, pixels, lettersOf(row, expected), stored);
      expect(sha256(turned), `${row.reader}, scene ${index}`).toBe(expected.sha256 ?? expected.planes_sha256);
      checkFacts(scene, expected);
      const referenceRow = rows.find((candidate) => candidate.reader.startsWith(READERS[0].name));
      const referenceScene = referenceRow?.scenes?.[index];
      if (referenceScene?.sha256 !== undefined) checkReference(scene, referenceScene);
    }
    reader.close();
  });
});

/** What the reference reports (bioio-czi 2.4.2 agrees with the later version that made these rows). */
function checkReference(scene: SceneDescription, expected: OracleScene): void {
  const { reference } = scene;
  expect(reference.sceneId).toBe(expected.id);
  expect(reference.axes.join("").toUpperCase()).toBe(expected.dims);
  const shape = reference.axes.map((axis) => scene.shape[scene.axes.indexOf(axis)] ?? 1);
  expect(shape).toEqual(expected.shape);
  for (const axis of ["X", "Y", "Z"] as const) {
    const at = reference.axes.indexOf(axis.toLowerCase());
    if (at >= 0) expect(reference.scale[at]).toBe(expected.physical![axis]);
  }
  expect(reference.channelNames).toEqual(expected.channels?.map(String) ?? null);
}

function checkFacts(scene: SceneDescription, expected: OracleScene): void {
  const names = expected.channels?.map(String);
  if (expected.id !== undefined) expect(scene.id).toBe(expected.id);
  if (names !== undefined && !scene.axes.includes("s")) {
    expect(scene.channels).toHaveLength(names.length);
    for (const [index, name] of names.entries()) {
      if (!INVENTED.test(name)) expect(scene.channels[index]!.name ?? "").toBe(name);
    }
  }
  for (const axis of ["X", "Y", "Z"] as const) {
    const size = expected.physical?.[axis];
    const at = scene.axes.indexOf(axis.toLowerCase());
    if (size === undefined || at < 0) continue;
    expect(scene.scale[at]).toBe(size === 0 ? null : size);
    expect(scene.units[at]).toBe(size === 0 || size === null ? null : "micrometer");
  }
}
