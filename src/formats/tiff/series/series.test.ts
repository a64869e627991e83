import { describe, expect, it } from "vitest";
import { pyramidLevelOf } from "./pyramid.ts";
import { makeLevel } from "../pixels/makeLevel.ts";
import { squeezeAxes } from "./series.ts";
import { axesAfterReshape, parseShapedDescription } from "./seriesShaped.ts";
import type { TiffPage } from "../container/page.ts";
import type { PlaneTable } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

const planes: PlaneTable = { plane: async () => null };

/** Storage of an array of this shape in pages of this size. */
function level(shape: number[], size: Partial<TiffPage>) {
  const page = { width: 1, height: 1, depth: 1, samples: 1, planar: false, ...size } as TiffPage;
  // Only handed on.
  const file = {} as TiffFile;
  const made = makeLevel(shape, file, page, planes);
  return made === null ? null : { axes: made.pageAxes, strides: made.planeStrides };
}

describe("makeLevel", () => {
  it("counts planes along the axes outside the pages, the last fastest", () => {
    expect(level([2, 3, 4, 5], { height: 4, width: 5 })).toEqual({
      axes: { sample: -1, z: -1, y: 2, x: 3 },
      strides: [3, 1, 0, 0],
    });
  });

  it("finds interleaved and planar samples and volumes", () => {
    expect(level([2, 4, 5, 3], { height: 4, width: 5, samples: 3 })?.axes).toEqual({ sample: 3, z: -1, y: 1, x: 2 });
    expect(level([2, 3, 4, 5], { height: 4, width: 5, samples: 3, planar: true })?.axes.sample).toBe(1);
    expect(level([7, 4, 5], { height: 4, width: 5, depth: 7 })).toEqual({
      axes: { sample: -1, z: 0, y: 1, x: 2 },
      strides: [0, 0, 0],
    });
  });

  it("steps over axes of length 1", () => {
    expect(level([2, 4, 1, 5, 1], { height: 4, width: 5 })?.axes).toMatchObject({ y: 1, x: 3 });
    expect(level([2, 1, 1], { height: 1, width: 1 })?.strides).toEqual([1, 0, 0]);
  });

  it("refuses pages that are not the last axes", () => {
    expect(level([4, 5, 2], { height: 4, width: 5 })).toBeNull();
    expect(level([5, 4], { height: 4, width: 5 })).toBeNull();
  });
});

describe("squeezeAxes", () => {
  it("keeps X, Y and whatever is longer than 1", () => {
    expect(squeezeAxes("TZCYXS", [1, 5, 1, 1, 9, 1])).toEqual({ axes: "ZYX", shape: [5, 1, 9] });
    expect(squeezeAxes("QQ", [1, 1])).toEqual({ axes: "Q", shape: [1] });
  });
});

describe("pyramidLevelOf", () => {
  it("finds levels by a common factor, off by less than a pixel", () => {
    expect(pyramidLevelOf("YX", [101, 64], [50, 32], 2)).toBe(1);
    expect(pyramidLevelOf("YX", [101, 64], [51, 32], 2)).toBe(1);
    expect(pyramidLevelOf("YX", [101, 64], [25, 16], 2)).toBe(2);
    expect(pyramidLevelOf("YXS", [90, 90, 3], [30, 30, 3], 3)).toBe(1);
  });

  it("finds none for other ratios, other samples, or nothing left", () => {
    expect(pyramidLevelOf("YX", [100, 64], [50, 16], 2)).toBeNull();
    expect(pyramidLevelOf("YXS", [90, 90, 3], [45, 45, 4], 2)).toBeNull();
    expect(pyramidLevelOf("YX", [1, 1], [9, 9], 2)).toBeNull();
  });
});

describe("axesAfterReshape", () => {
  // tifffile.tifffile.reshape_axes gives these.
  it.each([
    ["YXS", [219, 301, 1], [219, 301], "YX"],
    ["IYX", [12, 219, 301], [3, 4, 219, 1, 301, 1], "QQYQXQ"],
    ["QYX", [6, 64, 80], [2, 3, 64, 80], "QQYX"],
    ["QSYX", [2, 3, 10, 10], [2, 3, 10, 10], "QSYX"],
  ])("%s %j as %j is %s", (axes, shape, newShape, expected) => {
    expect(axesAfterReshape(axes, shape, newShape)).toBe(expected);
  });
});

describe("parseShapedDescription", () => {
  it("reads JSON and the old form", () => {
    expect(parseShapedDescription(['{"shape": [2, 3], "axes": "YX", "name": "a", "truncated": true}'])).toEqual({
      shape: [2, 3],
      axes: "YX",
      name: "a",
      truncated: true,
    });
    expect(parseShapedDescription(["shape=(2, 3)"])?.shape).toEqual([2, 3]);
    expect(parseShapedDescription(["shape=(7,)"])?.shape).toEqual([7]);
    expect(parseShapedDescription(["something else", '{"shape": [4]}'])?.shape).toEqual([4]);
  });

  it.each([
    "",
    "ImageJ=1.53",
    '{"shape": [2, -3]}',
    '{"shape": "x"}',
    '{"shape": [2, 3]',
    '{"shape": [1e99]}',
    `{"shape": [${Array(40).fill(2)}]}`,
    "shape=(a, b)",
    '{"mibi.description": 1, "shape": [2]}',
  ])("is null for %j", (text) => {
    expect(parseShapedDescription([text])).toBeNull();
  });
});
