import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { lifFile } from "../fixtures/lifFixtures.ts";
import { nd2Bytes } from "../fixtures/nd2Bytes.ts";
import { plane, planes, z } from "../fixtures/nd2Testing.ts";
import { openImage } from "../src/formats/registry.ts";
import { allocatePixels, itemSize, lanes, type PixelArray } from "../src/model/dtype.ts";
import type { SceneDescription } from "../src/model/image.ts";
import { type Region, sizeOfShape, stepRegions } from "../src/model/region.ts";
import { cellvoyagerFiles } from "../testing/formats/cellvoyagerFiles.ts";
import { harmonyFiles } from "../testing/formats/harmonyFiles.ts";
import { imagexpressFiles } from "../testing/formats/imagexpressFiles.ts";
import { metamorphFiles } from "../testing/formats/metamorphFiles.ts";
import { micromanagerFiles } from "../testing/formats/micromanagerFiles.ts";
import { PLANE } from "../testing/formats/plateFiles.ts";
import { scanrFiles } from "../testing/formats/scanrFiles.ts";
import { sldyFiles } from "../testing/formats/sldyFiles.ts";

/** Decoded bytes asked for at once: what the engine reads in a step. */
const REGION_BYTES = 8 * 2 ** 20;

/**
 * Reads all of level 0 of a file's first scene, opening it anew. Seconds of processor time (all threads of the process), bytes of pixels,
 * and the sum of all values if it is wanted (which takes time, too).
 */
export async function readAll(
  path: string,
  wantSum: boolean,
): Promise<{ seconds: number; bytes: number; sum: number | null }> {
  const { signal } = new AbortController();
  const before = process.cpuUsage();
  const main = /\.(zarr|n5)$/.test(path) ? "" : basename(path);
  const reader = await openImage({ kind: "node", folder: main === "" ? path : dirname(path), main }, signal);
  const scene = reader.description.scenes[0]!;
  const bytes = sizeOfShape(scene.shape) * itemSize(scene.dtype);
  let sum = 0;
  let target = allocatePixels(scene.dtype, 0);
  for (const region of regions(scene)) {
    const values = sizeOfShape(region.shape) * lanes(scene.dtype);
    // As in the engine, one buffer serves again and again.
    if (target.length !== values) target = allocatePixels(scene.dtype, sizeOfShape(region.shape));
    await reader.readRegion({ scene: 0, level: 0, region, signal }, target);
    if (wantSum) sum += sumOf(target);
  }
  reader.close();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, bytes, sum: wantSum ? sum : null };
}

function sumOf(pixels: PixelArray): number {
  let sum = 0;
  for (const value of pixels) sum += Number(value);
  return sum;
}

/** The scene in boxes of whole native blocks, grown from the last axis on to `REGION_BYTES`. */
function regions({ shape, blockShape, dtype }: SceneDescription): Generator<Region, void, void> {
  const step = [...blockShape];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    while (step[axis]! < shape[axis]! && sizeOfShape(step) * itemSize(dtype) * 2 <= REGION_BYTES) {
      step[axis] = Math.min(shape[axis]!, step[axis]! * 2);
    }
    if (step[axis]! < shape[axis]!) break;
  }
  return stepRegions(shape, step);
}

/** Writes what no Python package of the benchmark writes, where it is not there: 128 MiB of uint16, plates with planes of 2 MiB. */
export function makeFiles(folder: string): void {
  const recipe = {
    width: 2048,
    height: 2048,
    components: 2,
    frames: 8,
    experiment: {
      eType: 1,
      uLoopPars: { uiCount: 4, dStart: 0, dPeriod: 1000, dDuration: 3000 },
      ppNextLevelEx: { i0000000000: z(2) },
    },
    picture: planes(plane("one"), plane("two")),
  };
  const image = { name: "volume", axes: "t2 z4 c2 y2048 x2048", dtype: "uint16" } as const;
  putFiles(folder, "nd2 uncompressed.nd2", () => ({ "nd2 uncompressed.nd2": nd2Bytes(recipe) }));
  putFiles(folder, "nd2 zlib.nd2", () => ({ "nd2 zlib.nd2": nd2Bytes({ ...recipe, compressed: true }) }));
  putFiles(folder, "lif.lif", () => ({ "lif.lif": lifFile([image]) }));
  // The plates of the tests, with planes that take a while.
  Object.assign(PLANE, { width: 1024, height: 1024 });
  const slide = { images: [{ id: "one", shape: [2, 2, 4, 1024, 1024] as [number, number, number, number, number] }] };
  putFiles(folder, "metamorph", metamorphFiles, "metamorph");
  putFiles(folder, "harmony", harmonyFiles, "harmony");
  putFiles(folder, "imagexpress", imagexpressFiles, "imagexpress");
  putFiles(folder, "scanr", scanrFiles, "scanr");
  putFiles(folder, "cellvoyager", cellvoyagerFiles, "cellvoyager");
  putFiles(folder, "micromanager", () => micromanagerFiles("1.4"), "micromanager");
  putFiles(folder, "sldy", () => sldyFiles(slide), "sldy");
}

/** Writes files by their paths below `inner`, unless `first` is there. */
function putFiles(folder: string, first: string, files: () => Record<string, Uint8Array>, inner = ""): void {
  if (existsSync(join(folder, first))) return;
  for (const [path, bytes] of Object.entries(files())) {
    const file = join(folder, inner, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
