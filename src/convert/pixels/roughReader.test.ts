import { expect, it } from "vitest";
import type { ImageReader, ReadRequest } from "../../formats/reader.ts";
import type { PixelArray } from "../../model/dtype.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { RoughReader } from "./roughReader.ts";

const signal = new AbortController().signal;

/** A reader of one scene whose pixels say where they are: 1000 · y + x at level 0, in blocks of 10 × 10. */
function readerOf(shapes: number[][]): { reader: ImageReader; requests: ReadRequest[] } {
  const requests: ReadRequest[] = [];
  const shape = shapes[0]!;
  const scene = {
    axes: "yx",
    shape,
    dtype: "uint32",
    blockShape: [10, 10],
    levels: shapes.map((level) => ({ shape: level })),
  };
  const reader = {
    description: { scenes: [scene] },
    readRegion: async (request: ReadRequest, target: PixelArray) => {
      requests.push(request);
      const { start, shape: extent } = request.region;
      const scale = shape[0]! / shapes[request.level]![0]!;
      for (let y = 0; y < extent[0]!; y++) {
        for (let x = 0; x < extent[1]!; x++) {
          target[y * extent[1]! + x] = 1000 * (start[0]! + y) * scale + (start[1]! + x) * scale;
        }
      }
    },
    close: () => {},
  };
  return { reader: reader as unknown as ImageReader, requests };
}

const output = {
  scene: 0,
  view: { sources: [0, 1] },
  axes: [{ name: "y" }, { name: "x" }],
  sourceDtype: "uint32",
  dtype: "uint32",
  cast: "none",
  time: { axis: null, sourceStart: 0, destinationStart: 0, count: 1, append: false },
} as unknown as OutputPlan;
const whole = { region: { start: [0, 0], shape: [200, 200] }, shape: [40, 40] };

it("stands for an image by some of its blocks, spread evenly, when there is no time for all", async () => {
  const { reader, requests } = readerOf([[200, 200]]);
  const { pixels, share } = await new RoughReader(reader, output, { patience: 0 }).read(whole, signal);
  expect(requests).toHaveLength(16);
  expect(share).toBe(16 / 400);
  // Each pixel comes from a block near by, of which there is one in each quarter of a row.
  for (let y = 0; y < 40; y++) {
    for (let x = 0; x < 40; x++) {
      const value = Number(pixels[y * 40 + x]);
      expect(Math.abs(Math.floor(value / 1000) - y * 5)).toBeLessThan(30);
      expect(Math.abs((value % 1000) - x * 5)).toBeLessThan(30);
    }
  }
});

it("reads all blocks where there is time for them, each pixel at its place", async () => {
  const { reader } = readerOf([[200, 200]]);
  const { pixels, share } = await new RoughReader(reader, output, { now: () => 0, patience: 1000 }).read(whole, signal);
  expect(share).toBe(1);
  expect([pixels[0], pixels[41], pixels[39 * 40 + 39]]).toEqual([2002, 7007, 197_197]);
});

it("takes the file's own coarser level, and a part of the image", async () => {
  const { reader, requests } = readerOf([
    [200, 200],
    [100, 100],
    [20, 20],
  ]);
  const box = { region: { start: [100, 0], shape: [100, 100] }, shape: [20, 20] };
  const { pixels } = await new RoughReader(reader, output, { now: () => 0, patience: 1000 }).read(box, signal);
  expect(new Set(requests.map(({ level }) => level))).toEqual(new Set([1]));
  expect([pixels[0], pixels[399]]).toEqual([102_002, 196_096]);
});
