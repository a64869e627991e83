import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromArrayBuffer } from "geotiff";
import { describe, expect, it } from "vitest";
import { expectedTiffs, tiffFixtureFolder } from "../../../fixtures/tiffFixtures.ts";
import { openSource } from "../../bytes/openSource.ts";
import { baseName } from "../../model/paths.ts";
import { allocatePixels, bytesOfPixels, itemSize } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { openImage } from "../registry.ts";
import { tiffFormat } from "./descriptor.ts";

const never = new AbortController().signal;

/** All fixtures that are TIFF themselves: not the XML or the index of a set. */
const files = Object.keys(expectedTiffs()).filter((path) => !/\.(?:ome|index)$/.test(path));

/** What geotiff.js does not read as it is, with the reason. Tifffile reads all of it as this reader does (`fixtures.test.ts`). */
const REFUSED = {
  "BitsPerSample is left out, which means 1": ["type_bool.tif"],
  "integers of 64 bits": [
    "type_uint64.tif",
    "type_uint64_be.tif",
    "type_int64.tif",
    "type_int64_be.tif",
    "predictor2_uint64_le.tif",
    "predictor2_uint64_be.tif",
  ],
  "complex numbers, and floats of 24 bits": [
    "type_complex64.tif",
    "type_complex64_be.tif",
    "type_complex128.tif",
    "type_complex128_be.tif",
    "complex_int16.tif",
    "float24_le.tif",
    "float24_be.tif",
  ],
  "codecs that it does not have (WebP: not on Node)": [
    "lzma_strips.tif",
    "lzma_tiles.tif",
    "jpeg2000_gray16.tif",
    "jpeg2000_rgb.tif",
    "jpegxr_gray16.tif",
    "jpegxl_rgb.tif",
    "jpegxl_gray16.tif",
    "webp_rgb.tif",
    "webp_rgba.tif",
    "png_gray16.tif",
    "png_rgb.tif",
  ],
  "reads beyond the end": ["bits_24.tif"],
  "strips whose places or sizes do not all stand in the file": [
    "one_offset_for_all_strips.tif",
    "uncounted_strips.tif",
    "uncounted_strips_zlib.tif",
  ],
};
const DIFFERENT = {
  "gives float16 as float32": [
    "type_float16.tif",
    "type_float16_be.tif",
    "predictor3_float16_le.tif",
    "predictor3_float16_be.tif",
  ],
  "undoes predictors as if the file were little-endian": [
    "predictor2_uint16_be.tif",
    "predictor2_int32_be.tif",
    "predictor3_float32_be.tif",
    "predictor3_float64_be.tif",
  ],
  "has a JPEG decoder with other rounding, and leaves YCbCr as it is": [
    "jpeg_gray_tiles.tif",
    "jpeg_ycbcr_tiles.tif",
    "jpeg_ycbcr_strips.tif",
    "ndpi_444.ndpi",
    "ndpi_422.ndpi",
    "ndpi_420.ndpi",
  ],
  "unpacks more than 16 bits, and packed bits of big-endian files, wrongly": [
    "bits_17.tif",
    "bits_20.tif",
    "bits_31.tif",
    "bits_12_be.tif",
  ],
  "takes no notice of FillOrder": ["fill_order_2_bits_1.tif", "fill_order_2_bits_12.tif"],
};
/** All that it reads is right, and there is more. */
const INCOMPLETE = {
  "one file of a set": [
    "ndtiff/cells_NDTiffStack.tif",
    "ndtiff/cells_NDTiffStack_1.tif",
    "ome_set/set_c0_z1.ome.tif",
    "ome_set/set_c1_z0.ome.tif",
    "ome_companion/companion_c0_z1.ome.tif",
    "ome_companion/companion_c1_z0.ome.tif",
  ],
  "only the first layer of volumetric tiles": ["volume_tiles.tif"],
  "only the planes that have directories of their own": ["imagej_one_directory.tif"],
  "no levels in directories below others": ["shaped_pyramid.tif", "ome_pyramid.ome.tif"],
  "no planes that OME-XML knows and the file lacks: they are 0": ["ome_missing_planes.ome.tif"],
};

/** How geotiff.js says so; it does not fail on purpose everywhere. */
const REFUSAL =
  /BitsPerSample|Unsupported data format|Unknown compression|createImageBitmap|outside the bounds|buffer error/;

/** Why a file is in such a list; undefined if it is not. */
function reasonIn(list: Readonly<Record<string, readonly string[]>>, path: string): string | undefined {
  return Object.keys(list).find((reason) => list[reason]!.includes(path));
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Every plane (y, x) of every level of every scene that this reader sees, in any order. */
async function ourPlanes(path: string): Promise<Set<string>> {
  const reader = await openImage(
    await openSource({ kind: "node", folder: tiffFixtureFolder(path), main: baseName(path) }),
    never,
    [tiffFormat],
  );
  const planes = new Set<string>();
  for (const [scene, { axes, dtype, levels }] of reader.description.scenes.entries()) {
    for (const [level, { shape }] of levels.entries()) {
      const pixels = allocatePixels(dtype, sizeOfShape(shape));
      await reader.readRegion({ scene, level, region: wholeRegion(shape), signal: never }, pixels);
      const bytes = bytesOfPixels(pixels);
      const size = itemSize(dtype);
      const samples = axes.at(-1) === "s" ? shape.at(-1)! : 1;
      const [y, x] = axes.at(-1) === "s" ? [shape.at(-3)!, shape.at(-2)!] : [shape.at(-2)!, shape.at(-1)!];
      const planeBytes = y * x * samples * size;
      for (let at = 0; at < bytes.length; at += planeBytes) {
        for (let sample = 0; sample < samples; sample++) {
          const plane = new Uint8Array(y * x * size);
          for (let pixel = 0; pixel < y * x; pixel++) {
            const from = at + (pixel * samples + sample) * size;
            plane.set(bytes.subarray(from, from + size), pixel * size);
          }
          planes.add(hash(plane));
        }
      }
    }
  }
  reader.close();
  return planes;
}

/** Every plane of every directory that geotiff.js reads. */
async function theirPlanes(path: string): Promise<Set<string>> {
  const content = readFileSync(join(tiffFixtureFolder(path), baseName(path)));
  const tiff = await fromArrayBuffer(content.buffer.slice(content.byteOffset, content.byteOffset + content.length));
  const planes = new Set<string>();
  for (let index = 0, count = await tiff.getImageCount(); index < count; index++) {
    const image = await tiff.getImage(index);
    const rasters = await image.readRasters();
    // Not interleaved: an array per sample.
    for (const raster of rasters as unknown as Uint8Array[]) {
      planes.add(hash(new Uint8Array(raster.buffer, raster.byteOffset, raster.byteLength)));
    }
  }
  return planes;
}

describe("TIFF fixtures against geotiff.js", () => {
  it.each(files)("%s", async (path) => {
    const ours = await ourPlanes(path);
    if (reasonIn(REFUSED, path) !== undefined) {
      await expect(theirPlanes(path)).rejects.toThrow(REFUSAL);
      return;
    }
    const theirs = await theirPlanes(path);
    const common = [...theirs].filter((plane) => ours.has(plane));
    // An exception that is none any more has to go from its list.
    if (reasonIn(DIFFERENT, path) !== undefined) expect(common).toEqual([]);
    else if (reasonIn(INCOMPLETE, path) !== undefined) {
      expect(common).toHaveLength(theirs.size);
      expect(ours.size).toBeGreaterThan(theirs.size);
    } else expect([...theirs].toSorted()).toEqual([...ours].toSorted());
  });

  it("has no exceptions for files that are not here", () => {
    const named = [REFUSED, DIFFERENT, INCOMPLETE].flatMap((list) => Object.values(list).flat());
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });
});
