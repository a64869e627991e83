import { SHARES } from "../../plan/layout/memory/shares.ts";
import { describe, expect, it } from "vitest";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, type DataType, type PixelArray } from "../../model/dtype.ts";
import { intersectRegions, type Region, sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { ResamplingMethod } from "../../plan/settings/settings.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { createResampler } from "../../pyramid/createResampler.ts";
import { cutIntoBands } from "./bands.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import { requiredBoxes, walkPyramid } from "./pyramidWalk.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import { planStages, planUnits } from "./planUnits.ts";

/** A seeded generator (mulberry32), so that a failing case can be run again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function halved(length: number): number {
  return Math.max(1, Math.round(length / 2 - 1e-9));
}

function outputOf(
  levelShapes: number[][],
  chunkShapes: number[][],
  method: ResamplingMethod,
  time: OutputPlan["time"],
): OutputPlan {
  const axes = levelShapes[0]!.length;
  return {
    scene: 0,
    storeName: "a.ome.zarr",
    zarrFormat: 3,
    ngffVersion: "0.5",
    view: { sources: levelShapes[0]!.map((_, axis) => axis) },
    axes: levelShapes[0]!.map((_, axis) => ({ name: "tzyx"[axis + 4 - axes]!, type: null, unit: null })),
    sourceDtype: "uint16",
    dtype: "uint16",
    cast: "none",
    levels: levelShapes.map((shape, level) => ({
      path: String(level),
      shape,
      chunkShape: chunkShapes[level]!,
      shardShape: null,
      scale: shape.map(() => 1),
      translation: null,
    })),
    compressor: null,
    resampling: { method, blockShape: method === "bioio" ? levelShapes[0]! : null },
    time,
    channels: [],
    imageName: "a",
    metadata: { style: "zarrdrop", omero: false, rdefs: null, creator: null, rootTransform: null, omeXml: null },
    notes: [],
  };
}

/** Source in memory that counts how many values were asked of it. */
function memorySource(dtype: DataType, shape: number[], blockShape: number[], pixels: PixelArray) {
  const whole = wholeRegion(shape);
  const counter = { values: 0 };
  const source: RegionSource = {
    dtype,
    shape,
    blockShape,
    async read(region, target) {
      counter.values += sizeOfShape(region.shape);
      copyBox(pixels, whole, target, region, region);
    },
  };
  return { source, counter };
}

/** Returns in how many stages of bands the case was cut. `isTall`: of so many rows that what is read back is cut, too. */
async function checkWalk(seed: number, method: ResamplingMethod, banded: boolean, isTall = false): Promise<number> {
  const random = randomOf(seed);
  const shape = isTall ? [1, 1, 400 + random(200), 5] : [1 + random(3), 1 + random(5), 5 + random(60), 5 + random(70)];
  const downsampleZ = random(2) === 0;
  const levelShapes = [shape];
  for (let level = 1; level < (isTall ? 7 : 2 + random(3)); level++) {
    const [t, z, y, x] = levelShapes[level - 1]! as [number, number, number, number];
    levelShapes.push([t, downsampleZ ? halved(z) : z, halved(y), halved(x)]);
  }
  const chunkShapes = levelShapes.map(() => [
    1 + random(2),
    1 + random(4),
    4 + random(isTall ? 2 : 30),
    4 + random(30),
  ]);
  const native = [1, 1 + random(2), 1 + random(30), 1 + random(shape[3]!)];
  const count = 1 + random(shape[0]!);
  const time = { axis: 0, sourceStart: 0, destinationStart: random(3), count, append: false as const };
  const full = levelShapes.map((level) => [time.destinationStart + count, ...level.slice(1)]);
  const output = outputOf(full, chunkShapes, method, time);
  const geometries = levelGeometries(output);
  const sourceShape = [count, ...shape.slice(1)];
  const pixels = allocatePixels("uint16", sizeOfShape(sourceShape));
  for (let index = 0; index < pixels.length; index++) pixels[index] = random(65536);
  const { source, counter } = memorySource("uint16", sourceShape, native, pixels);

  const results = geometries.map(({ dataShape }) => ({
    pixels: allocatePixels("uint16", sizeOfShape(dataShape)),
    written: new Uint8Array(sizeOfShape(dataShape)),
    shape: dataShape,
  }));
  const whole = planUnits(0, output, geometries, native, 1 + random(3));
  // Some are cut for the workers alone, others into as many bands as there can be.
  const sizes = { worthwhileBytes: 0, bandBytes: isTall ? 200 : random(2) === 0 ? Infinity : 1 + random(2000) };
  const bands = banded ? cutIntoBands(whole, output, geometries, whole.length + 1 + random(3), sizes) : null;
  for (const unit of (bands ?? [whole]).flat()) {
    const stored = results[unit.firstLevel]!;
    const from =
      unit.firstLevel === 0 ? source : memorySource("uint16", stored.shape, [1, 1, 8, 8], stored.pixels).source;
    const put = async (level: number, region: Region, block: PixelArray): Promise<void> => {
      const result = results[level]!;
      const owned = intersectRegions(unit.owned[level - unit.firstLevel]!, region);
      if (owned === null) return;
      copyBox(block, region, result.pixels, wholeRegion(result.shape), owned);
      const ones = new Uint8Array(sizeOfShape(owned.shape)).fill(1);
      const marks = new Uint8Array(result.written.length);
      copyBox(ones, owned, marks, wholeRegion(result.shape), owned);
      marks.forEach((mark, index) => (result.written[index]! += mark));
    };
    const { signal } = new AbortController();
    await walkPyramid({ unit, output, geometries, source: from, sink: put, shares: SHARES[0]!, signal });
  }

  let expected: PixelArray = pixels;
  for (const [level, result] of results.entries()) {
    if (level > 0) {
      const target = allocatePixels("uint16", sizeOfShape(result.shape));
      const input: Region = wholeRegion(results[level - 1]!.shape);
      createResampler({
        method,
        dtype: "uint16",
        inputShape: [...input.shape],
        outputShape: result.shape,
        blockShape: output.resampling.blockShape,
      }).resample(expected, input, target, wholeRegion(result.shape));
      expected = target;
    }
    expect(
      result.written.every((times) => times === 1),
      `seed ${seed} level ${level}: each value once`,
    ).toBe(true);
    expect(Buffer.from(result.pixels.buffer).equals(Buffer.from(expected.buffer)), `seed ${seed} level ${level}`).toBe(
      true,
    );
  }
  if (bands === null) expect(counter.values).toBe(pixels.length);
  return bands?.length ?? 0;
}

describe("cutIntoBands", () => {
  it.each([30_000, 100_000])("leaves no unit of a plane of %d² that takes more than some seconds", (side) => {
    const levelShapes = [[side, side]];
    while (levelShapes.at(-1)![0]! > 512) levelShapes.push(levelShapes.at(-1)!.map(halved));
    const chunkShapes = levelShapes.map((shape) => shape.map((length) => Math.min(length, 1024)));
    const time = { axis: null, append: false } as unknown as OutputPlan["time"];
    const output = { ...outputOf(levelShapes, chunkShapes, "mean", time), sourceDtype: "uint16" as const };
    const geometries = levelGeometries(output);
    const stages = planStages(0, output, geometries, [256, 256], 2);
    for (const unit of stages.flat()) {
      const [read] = requiredBoxes(unit, output, geometries);
      expect(sizeOfShape(read!.shape) * 2, `bytes read of level ${unit.firstLevel}`).toBeLessThan(512e6);
    }
    for (const [level, { dataShape }] of geometries.entries()) {
      const rows = stages.flat().map(({ firstLevel, owned }) => owned[level - firstLevel]?.shape[0] ?? 0);
      expect(
        rows.reduce((sum, count) => sum + count, 0),
        `rows of level ${level}`,
      ).toBe(dataShape[0]);
    }
  });
});

describe("walkPyramid", () => {
  for (const method of ["mean", "nearest", "gaussian"] as const) {
    it(`gives the levels of the whole array, each value once, for any cut (${method})`, async () => {
      for (let seed = 1; seed <= 120; seed++) await checkWalk(seed, method, false);
    });

    it(`gives the same when planes are cut into bands (${method})`, async () => {
      let cut = 0;
      for (let seed = 1; seed <= 120; seed++) if ((await checkWalk(seed, method, true)) > 0) cut++;
      expect(cut).toBeGreaterThan(15);
      const stages = await Promise.all([1, 2, 3, 4].map((seed) => checkWalk(seed, method, true, true)));
      expect(Math.min(...stages), "what is made of a level that is read back is cut, too").toBeGreaterThan(2);
    });
  }
});
