import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { allocatePixels, bytesOfPixels, lanes, type PixelArray } from "../../model/dtype.ts";
import type { SceneDescription } from "../../model/image.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../../model/region.ts";
import { memoryFiles } from "../contract/memoryFiles.ts";
import type { ImageReader } from "../reader.ts";
import { openImage } from "../registry.ts";
import { copyBlock } from "./copyBlock.ts";
import { omeCompanionFormat, tiffFormat } from "./descriptor.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;

type OracleScene = {
  dims?: string;
  shape?: number[];
  dtype?: string;
  sha256?: string;
  planes_sha256?: string;
  levels?: unknown;
};
type OracleRow = { reader: string; scenes?: OracleScene[] };

/** Folders of the oracle that are this reader's. */
const FOLDERS = [
  "ome-tiff/",
  "tiff/",
  "tiff-codecs/",
  "synthetic/tiff/",
  "synthetic/ome-tiff",
  "lsm/",
  "stk/",
  "svs/",
  // Single files of plates: the plate is another reader's, its files are plain TIFFs.
  "imagexpress/",
  "operetta-phenix/",
  "cellvoyager/",
  "tiff-glob/",
];
/** Endings of TIFF files in those folders. */
const ENDINGS = /\.(tiff?|lsm|stk|svs|companion\.ome)$/i;
/** Oracle readers in the order of preference: the first that reads a file is the one to agree with. */
const READERS = ["bioio_ome_tiff", "bioio_tifffile", "tifffile"];

/** Files that are refused, and why: nobody reads them as an image, or they are parts of a set that is not there. */
const REFUSED: Record<string, string> = {
  "tiff-codecs/zero_gi.tif": "corrupt",
  "tiff-codecs/subsampled.tif": "unsupported-feature",
  "tiff-codecs/ojpeg-strip.tif": "unsupported-feature",
  "tiff-codecs/ojpeg-tile.tif": "unsupported-feature",
  "ome-tiff/multifile-Z1.ome.tiff": "companion-missing",
  "ome-tiff/multifile-Z2.ome.tiff": "companion-missing",
  "ome-tiff/multifile-Z3.ome.tiff": "companion-missing",
  "ome-tiff/multifile-Z4.ome.tiff": "companion-missing",
  "ome-tiff/multifile-Z5.ome.tiff": "companion-missing",
};

/** Parts of a set read as the whole set, where BioIO reads the single plane: the oracle is Bio-Formats' row of the companion file. */
const COMPANION_SET = "synthetic/ome-tiff-companion/";

/** Height and width of each level. */
function planeSizes(scene: SceneDescription): (number | undefined)[][] {
  return scene.levels.map(({ shape }) => ["y", "x"].map((axis) => shape[scene.axes.indexOf(axis)]));
}

/** The same as tifffile has them; its rows list shapes per level. */
function expectedPlaneSizes({ dims = "", levels }: OracleScene): (number | undefined)[][] {
  return (levels as number[][]).map((shape) => ["Y", "X"].map((axis) => shape[dims.indexOf(axis)]));
}

function isReadable(row: OracleRow): boolean {
  return (row.scenes ?? []).some((scene) => scene.sha256 !== undefined && scene.sha256 !== "");
}

const LSM = "synthetic/lsm/synthetic_z3c2.lsm";

/** Hashes of Bio-Formats' scenes. */
function bioFormatsHashes(rows: readonly OracleRow[]): (string | undefined)[] {
  const row = rows.find(({ reader }) => reader.startsWith("Bio-Formats"));
  return (row?.scenes ?? []).map((scene) => scene.planes_sha256);
}

/** Hashes of the scenes as they are, thumbnails left out. */
async function planeHashes(reader: ImageReader): Promise<string[]> {
  const hashes: string[] = [];
  for (const [index, scene] of reader.description.scenes.entries()) {
    if (scene.name === "Thumbnail") continue;
    const pixels = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
    await reader.readRegion({ scene: index, level: 0, region: wholeRegion(scene.shape), signal: never }, pixels);
    hashes.push(sha256(pixels));
  }
  return hashes;
}

const never = new AbortController().signal;

async function openSample(path: string) {
  const folder = join(SAMPLES, dirname(path));
  const opened = await openSource({ kind: "node", folder, main: basename(path) });
  return openImage(opened, never, [tiffFormat, omeCompanionFormat]);
}

/** Pixels of a scene in an oracle's order of axes, hashed; null where the axes are not the same ones. */
function hashAs(
  scene: SceneDescription,
  pixels: ReturnType<typeof allocatePixels>,
  expected: OracleScene,
): string | null {
  const letters = [...(expected.dims ?? "").toLowerCase()];
  const shape = expected.shape ?? [];
  const strides = stridesOfShape(scene.shape);
  const long = scene.axes.flatMap((axis, index) => (scene.shape[index]! > 1 ? [{ axis, index }] : []));
  const order: number[] = [];
  for (const [position, letter] of letters.entries()) {
    if (shape[position] === 1) continue;
    const found = long.findIndex((each) => each.axis === letter);
    // The oracle's letter for an unknown axis: the first long one of its length.
    const match = found >= 0 ? found : long.findIndex((each) => scene.shape[each.index] === shape[position]);
    if (match < 0 || scene.shape[long[match]!.index] !== shape[position]) return null;
    order.push(long[match]!.index);
    long.splice(match, 1);
  }
  if (long.length > 0) return null;
  if (order.every((axis, position) => position === 0 || axis > order[position - 1]!)) return sha256(pixels);
  const length = order.map((axis) => scene.shape[axis]!);
  const target = allocatePixels(scene.dtype, sizeOfShape(length));
  copyBlock(
    { pixels, offset: 0, strides: order.map((axis) => strides[axis]!) },
    { pixels: target, offset: 0, strides: stridesOfShape(length) },
    length,
    lanes(scene.dtype),
  );
  return sha256(target);
}

function sha256(pixels: PixelArray): string {
  return createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
}

describe.skipIf(!existsSync(SAMPLES))("sample files against the oracle", () => {
  const oracle = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as { files: Record<string, OracleRow[]> }).files
    : {};
  const files = Object.keys(oracle).filter(
    (path) => ENDINGS.test(path) && FOLDERS.some((folder) => path.startsWith(folder)),
  );

  // What only Bio-Formats reads: its hash is over the planes in the order of the file, which is ours in these cases.
  const planes = files
    .filter((path) => path.startsWith(COMPANION_SET))
    .map((path) => [path, `${COMPANION_SET}set.companion.ome`]);
  it.each([...planes, [LSM, LSM]])("%s, plane by plane", async (path, oracleOf) => {
    const reader = await openSample(path);
    expect(await planeHashes(reader)).toEqual(bioFormatsHashes(oracle[oracleOf]!));
    reader.close();
  });

  it("Micro-Manager's positions in several files", async () => {
    const folder = "micromanager/VersionCompatTest/";
    const names = readdirSync(join(SAMPLES, folder)).filter((name) => name.endsWith(".ome.tif.gz"));
    const packed = names.map(
      (name) => [name.slice(0, -3), gunzipSync(readFileSync(join(SAMPLES, folder, name)))] as const,
    );
    for (const main of [packed[0]![0], packed[2]![0]]) {
      const reader = await openImage(memoryFiles(Object.fromEntries(packed), main), never, [tiffFormat]);
      // Bio-Formats' planes are in the order t, c, z here.
      expect(await planeHashes(reader)).toEqual(bioFormatsHashes(oracle[folder + packed[0]![0]]!));
      reader.close();
    }
  });

  it.each(Object.entries(REFUSED))("%s is refused as %s", async (path, kind) => {
    await expect(openSample(path)).rejects.toMatchObject({ kind });
  });

  it.each(files.filter((path) => !path.startsWith(COMPANION_SET) && REFUSED[path] === undefined))(
    "%s",
    async (path) => {
      const rows = oracle[path]!;
      const row = READERS.map((reader) => rows.find((each) => each.reader.startsWith(reader) && isReadable(each))).find(
        (each) => each !== undefined,
      );
      const reader = await openSample(path);
      expect(row?.scenes ?? []).toHaveLength(reader.description.scenes.length);
      for (const [index, scene] of reader.description.scenes.entries()) {
        const expected = row!.scenes![index]!;
        const pixels = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
        await reader.readRegion({ scene: index, level: 0, region: wholeRegion(scene.shape), signal: never }, pixels);
        const found = {
          axes: scene.axes.join("").toUpperCase(),
          shape: scene.shape,
          sha256: hashAs(scene, pixels, expected),
        };
        expect(found).toEqual({ axes: expected.dims, shape: expected.shape, sha256: expected.sha256 });
        const pyramid = rows.find((each) => each.reader.startsWith("tifffile"))?.scenes?.[index];
        if (pyramid !== undefined) expect(planeSizes(scene)).toEqual(expectedPlaneSizes(pyramid));
      }
      reader.close();
    },
  );
});
