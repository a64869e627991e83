import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { lifFile } from "../fixtures/lifFixtures.ts";
import { nd2Bytes } from "../fixtures/nd2Bytes.ts";
import { plane, planes, z } from "../fixtures/nd2Testing.ts";
import { openImage } from "../src/formats/registry.ts";
import { allocatePixels, isInteger, itemSize, lanes, type PixelArray } from "../src/model/dtype.ts";
import type { SceneDescription } from "../src/model/image.ts";
import { type Region, sizeOfShape, stepRegions } from "../src/model/region.ts";

/** Decoded bytes asked for at once: what the engine reads in a step. */
const REGION_BYTES = 8 * 2 ** 20;

/**
 * Reads all of level 0 of a file's first scene, opening it anew each time. Seconds of processor time of the fastest time (all threads
 * of the process), bytes of pixels, and the sum of all values (of whole numbers; null for others).
 */
export async function readAll(
  path: string,
  times: number,
): Promise<{ seconds: number; bytes: number; sum: number | null }> {
  const { signal } = new AbortController();
  let seconds = Infinity;
  let bytes = 0;
  let sum: number | null = null;
  for (let turn = 0; turn <= times; turn++) {
    // The last time is for the sum and does not count.
    const isCheck = turn === times;
    const before = process.cpuUsage();
    const main = path.endsWith(".zarr") ? "" : basename(path);
    const reader = await openImage({ kind: "node", folder: main === "" ? path : dirname(path), main }, signal);
    const scene = reader.description.scenes[0]!;
    bytes = sizeOfShape(scene.shape) * itemSize(scene.dtype);
    let total = 0;
    let target = allocatePixels(scene.dtype, 0);
    for (const region of regions(scene)) {
      const values = sizeOfShape(region.shape) * lanes(scene.dtype);
      // As in the engine, one buffer serves again and again.
      if (target.length !== values) target = allocatePixels(scene.dtype, sizeOfShape(region.shape));
      await reader.readRegion({ scene: 0, level: 0, region, signal }, target);
      if (isCheck) total += sumOf(target);
    }
    reader.close();
    const { user, system } = process.cpuUsage(before);
    if (isCheck) sum = isInteger(scene.dtype) ? total : null;
    else seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, bytes, sum };
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

/** Writes what no Python package of the benchmark writes: 256 MiB of uint16 each. */
export function makeFiles(folder: string): void {
  const recipe = {
    width: 2048,
    height: 2048,
    components: 2,
    frames: 16,
    experiment: {
      eType: 1,
      uLoopPars: { uiCount: 4, dStart: 0, dPeriod: 1000, dDuration: 3000 },
      ppNextLevelEx: { i0000000000: z(4) },
    },
    picture: planes(plane("one"), plane("two")),
  };
  writeFileSync(join(folder, "nd2 uncompressed.nd2"), nd2Bytes(recipe));
  writeFileSync(join(folder, "nd2 zlib.nd2"), nd2Bytes({ ...recipe, compressed: true }));
  const image = { name: "volume", axes: "t4 z4 c2 y2048 x2048", dtype: "uint16" } as const;
  writeFileSync(join(folder, "lif.lif"), lifFile([image]));
}
