import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expectedTiffs, tiffFixtureBytes, tiffFixtureFolder } from "../../../fixtures/tiffFixtures.ts";
import { openSource } from "../../bytes/openSource.ts";
import { baseName } from "../../model/paths.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import type { ImageReader } from "../reader.ts";
import { openImage } from "../registry.ts";
import { omeCompanionFormat, tiffFormat } from "./descriptor.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const fixtures = expectedTiffs();

async function openFixture(path: string): Promise<ImageReader> {
  const opened = await openSource({ kind: "node", folder: tiffFixtureFolder(path), main: baseName(path) });
  return openImage(opened, never, [tiffFormat, omeCompanionFormat]);
}

async function levelHash(reader: ImageReader, scene: number, level: number): Promise<string> {
  const { dtype, levels } = reader.description.scenes[scene]!;
  const { shape } = levels[level]!;
  const pixels = allocatePixels(dtype, sizeOfShape(shape));
  await reader.readRegion({ scene, level, region: wholeRegion(shape), signal: never }, pixels);
  return createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
}

describe("TIFF fixtures against tifffile", () => {
  it.each(Object.keys(fixtures))("%s", async (path) => {
    const expected = fixtures[path]!;
    const reader = await openFixture(path);
    const found = [];
    for (const [index, scene] of reader.description.scenes.entries()) {
      const levels = [];
      for (const [level, { shape }] of scene.levels.entries()) {
        const sha256 = await levelHash(reader, index, level);
        levels.push({ axes: scene.axes.join(""), shape, dtype: scene.dtype as string, sha256 });
      }
      found.push({ ...levels[0]!, levels: levels.slice(1) });
    }
    expect(found).toEqual(expected.scenes);
    for (const note of expected.notes ?? []) expect(reader.description.notes.join(" ")).toContain(note);
    if (expected.format !== undefined) expect(reader.description.format).toBe(expected.format);
    reader.close();
  });
});

for (const path of [
  "container_be_big.tif",
  "tiles_rgb_planar_be.tif",
  "volume_tiles.tif",
  "zstd_tiles.tif",
  "bits_12.tif",
  "type_complex64_be.tif",
  "sparse_tiles.tif",
  "imagej_one_directory.tif",
  "pages_pyramid.tif",
  "ome_XYCZT.ome.tif",
  "ome_rgb_planar.ome.tif",
  "ome_pyramid.ome.tif",
  "ome_two_scenes.ome.tif",
  "jpeg_ycbcr_tiles.tif",
]) {
  describeReader(path, async (recorder) => {
    const opened = await openSource({ kind: "node", folder: tiffFixtureFolder(path), main: path });
    const watched = recorder.watch(opened);
    return open({ directory: watched.directory, path, source: watched.source, signal: never });
  });
}

const HOSTILE = [
  "container_le.tif",
  "container_be_big.tif",
  "tiles_rgb_planar_be.tif",
  "lzw_strips.tif",
  "predictor3_float32_le.tif",
  "bits_12.tif",
  "sparse_tiles.tif",
  "imagej_hyperstack.tif",
  "shaped_pyramid.tif",
  "pages_stack_be.tif",
  "ome_two_scenes.ome.tif",
  "ome_pyramid.ome.tif",
];
/** Decoders have their own tests: this is about what the container makes of their pictures. */
const HOSTILE_PICTURES = [
  "slide.qptiff",
  "slide.scn",
  "slide.bif",
  "fluoview.tif",
  "scanimage.tif",
  "jpeg_ycbcr_tiles.tif",
  "jpeg2000_rgb.tif",
  "jpegxr_gray16.tif",
  "jpegxl_gray16.tif",
  "webp_rgb.tif",
  "png_gray16.tif",
  "lerc_zstd.tif",
  "lzma_strips.tif",
];

for (const [index, path] of [...HOSTILE, ...HOSTILE_PICTURES].entries()) {
  fuzzReader({
    name: path,
    bytes: tiffFixtureBytes(path),
    file: path,
    open: ({ directory, main, source }) => open({ directory, path: main, source, signal: never }),
    seed: 100 + index,
    truncations: HOSTILE.includes(path) ? 100 : 20,
  });
}
