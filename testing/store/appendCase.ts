import { type PixelArray } from "../../src/model/dtype.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import type { MemorySink } from "../../src/store/memorySink.ts";
import { sampleLevel, samplePixels, samplePlan } from "./samplePlan.ts";

/** An append to a small store of two levels, t, c, z, y, x. */
export type AppendCase = {
  zarrFormat: 2 | 3;
  chunk: number[];
  shard: number[] | null;
  before: number;
  start: number;
  count: number;
  /** The first added time points hold nothing. */
  empties?: boolean;
};

/** The store as it is with so many time points. */
export function planOf(geometry: AppendCase, times: number, changes: Partial<OutputPlan> = {}): OutputPlan {
  const { zarrFormat, chunk, shard } = geometry;
  const levels = [
    sampleLevel("0", [times, 1, 1, 4, 8], chunk, shard),
    sampleLevel("1", [times, 1, 1, 2, 4], chunk, shard),
  ];
  levels[1]!.scale = [1, 1, 1, 2, 2];
  return samplePlan("uint16", levels, { zarrFormat, compressor: null, ...changes });
}

/** Adds `count` time points from `start` on to the store as it was before. */
export function appendPlan(geometry: AppendCase, start: number, count: number, imageName: string): OutputPlan {
  const old = planOf(geometry, geometry.before);
  return planOf(geometry, Math.max(geometry.before, start + count), {
    imageName,
    time: {
      axis: 0,
      sourceStart: 0,
      destinationStart: start,
      count,
      append: { shapes: old.levels.map(({ shape }) => shape) },
    },
  });
}

/** Pixels of an append: other ones for each name; those of a level in front are never written. */
export function pixelsFor(geometry: AppendCase): (output: OutputPlan, level: number) => PixelArray {
  return (output, level) => {
    const { shape } = output.levels[level]!;
    const pixels = samplePixels("uint16", shape, output.imageName.length * 7 + level);
    const perTime = pixels.length / shape[0]!;
    return geometry.empties === true ? pixels.fill(0 as never, 0, perTime) : pixels;
  };
}

/** What is compared: names and bytes of all files. */
export function contentOf(sink: MemorySink): string[] {
  return [...sink.files].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString("base64")}`).sort();
}

/** True when an image that was read has the levels of another, pixel by pixel. */
export function sameImage(
  a: ReadonlyMap<string, { bytes: Uint8Array; shape: number[] }>,
  b: ReadonlyMap<string, { bytes: Uint8Array; shape: number[] }>,
): boolean {
  return [...b].every(([path, { bytes, shape }]) => {
    const found = a.get(path);
    return found?.shape.join() === shape.join() && Buffer.compare(found.bytes, bytes) === 0;
  });
}
