import { describe, expect, test } from "vitest";
import type { StoredArray } from "../../zarr/storedArray.ts";
import { datasetPaths, unsafePaths, validateImage } from "./image.ts";
import { ProblemList, type StoreProblem } from "./problem.ts";
import type { ProblemCode } from "./problemCodes.ts";

/** As far as the tests break it: what may be deleted is optional. */
type Transformation = { type: string; scale?: number[]; translation?: number[] };
type Dataset = { path: string; coordinateTransformations?: Transformation[] };
type Axis = { name: string; type?: string; unit?: string };
type Multiscale = { version?: string; name?: string; axes?: Axis[]; datasets: Dataset[] };
type Channel = { color: string; window?: { min: number; max: number; start: number; end: number } };
type Ome = {
  multiscales: Multiscale[];
  omero: { channels: Channel[]; rdefs: { defaultT: number; defaultZ: number; model: string } };
};

function array(shape: number[], changes: Partial<StoredArray> = {}): StoredArray {
  return {
    shape,
    chunkShape: shape,
    shardShape: null,
    dtype: "uint8",
    dtypeName: "uint8",
    compression: null,
    dimensionNames: ["c", "y", "x"],
    separator: "/",
    prefix: "c",
    ...changes,
  };
}

/** A sound image: two channels, 100 × 51 and 50 × 25. */
function sound(): { ome: Ome; arrays: Map<string, StoredArray | null> } {
  const dataset = (path: string, scale: number[], translation: number[] | null): Dataset => ({
    path,
    coordinateTransformations: [
      { type: "scale", scale },
      ...(translation === null ? [] : [{ type: "translation", translation }]),
    ],
  });
  const makeChannel = (color: string): Channel => ({
    color,
    window: { min: 0, max: 255, start: 5, end: 200 },
  });
  return {
    ome: {
      multiscales: [
        {
          name: "image",
          axes: [
            { name: "c", type: "channel" },
            { name: "y", type: "space", unit: "micrometer" },
            { name: "x", type: "space", unit: "micrometer" },
          ],
          datasets: [dataset("0", [1, 0.5, 0.5], null), dataset("1", [1, 1, 1.02], [0, 0.25, 0.26])],
        },
      ],
      omero: {
        channels: [makeChannel("FF0000"), makeChannel("00ff00")],
        rdefs: { defaultT: 0, defaultZ: 0, model: "color" },
      },
    },
    arrays: new Map([
      ["0", array([2, 100, 51])],
      ["1", array([2, 50, 25])],
    ]),
  };
}

function problemsOf(change: (image: ReturnType<typeof sound>) => void): StoreProblem[] {
  const given = sound();
  change(given);
  const list = new ProblemList();
  validateImage(given.ome, 3, given.arrays, list.report);
  return list.problems;
}

test("a sound image has no problems", () => {
  expect(problemsOf(() => {})).toEqual([]);
  const { ome, arrays } = sound();
  ome.multiscales[0]!.version = "0.4";
  const list = new ProblemList();
  validateImage(ome, 2, arrays, list.report);
  expect(list.problems).toEqual([]);
});

const broken: [string, ProblemCode, string, (image: ReturnType<typeof sound>) => unknown][] = [
  ["no images", "multiscales-missing", "multiscales", ({ ome }) => (ome.multiscales = [])],
  [
    "two images",
    "multiscales-several",
    "multiscales",
    ({ ome }) => ome.multiscales.push({ ...image(ome), name: "other" }),
  ],
  ["one image twice", "multiscales-repeated", "multiscales[1]", ({ ome }) => ome.multiscales.push(image(ome))],
  ["no name", "name-missing", "multiscales[0].name", ({ ome }) => delete image(ome).name],
  ["one axis", "axes-wrong", "multiscales[0].axes", ({ ome }) => image(ome).axes!.splice(1)],
  ["axes with one name", "axes-wrong", "multiscales[0].axes", ({ ome }) => (image(ome).axes![2]!.name = "y")],
  ["axes in another order", "axes-order", "multiscales[0].axes", ({ ome }) => image(ome).axes!.reverse()],
  ["axes of space as x, y", "axes-space-order", "multiscales[0].axes", ({ ome }) => swapNames(ome)],
  ["no axes", "axes-missing", "multiscales[0].axes", ({ ome }) => delete image(ome).axes],
  [
    "an axis without type",
    "axis-type-missing",
    "multiscales[0].axes[0].type",
    ({ ome }) => delete image(ome).axes![0]!.type,
  ],
  ["no unit", "unit-missing", "multiscales[0].axes", ({ ome }) => delete image(ome).axes![1]!.unit],
  ["a wrong unit", "unit-unknown", "multiscales[0].axes[1].unit", ({ ome }) => (image(ome).axes![1]!.unit = "µm")],
  ["no levels", "levels-missing", "multiscales[0].datasets", ({ ome }) => (image(ome).datasets = [])],
  [
    "a level twice",
    "level-repeated",
    "multiscales[0].datasets[2].path",
    ({ ome }) => image(ome).datasets.push(image(ome).datasets[1]!),
  ],
  [
    "an array with other axes",
    "array-axes",
    "multiscales[0].datasets[1].path",
    ({ arrays }) => arrays.set("1", array([50, 25])),
  ],
  [
    "names of dimensions that differ",
    "dimension-names",
    "multiscales[0].datasets[0].path",
    ({ arrays }) => arrays.set("0", array([2, 100, 51], { dimensionNames: ["z", "y", "x"] })),
  ],
  [
    "no names of dimensions",
    "dimension-names",
    "multiscales[0].datasets[0].path",
    ({ arrays }) => arrays.set("0", array([2, 100, 51], { dimensionNames: null })),
  ],
  ["shapes that grow", "shape-grows", "multiscales[0].datasets[1]", ({ ome }) => image(ome).datasets.reverse()],
  [
    "another type in a level",
    "array-type-differs",
    "multiscales[0].datasets[1]",
    ({ arrays }) => arrays.set("1", array([2, 50, 25], { dtypeName: "uint16" })),
  ],
  [
    "a scale that does not fit",
    "scale-misfit",
    "multiscales[0].datasets[1]",
    ({ ome }) => (scaleOf(ome, 1).scale[1] = 3),
  ],
  [
    "a scale of zero",
    "scale-not-positive",
    "multiscales[0].datasets[0].coordinateTransformations.scale",
    ({ ome }) => (scaleOf(ome, 0).scale[0] = 0),
  ],
  [
    "a negative scale",
    "scale-not-positive",
    "multiscales[0].datasets[1].coordinateTransformations.scale",
    ({ ome }) => (scaleOf(ome, 1).scale[2] = -1),
  ],
  [
    "a scale that stays as it is",
    "scale-not-growing",
    "multiscales[0].datasets[1]",
    ({ ome }) => (scaleOf(ome, 1).scale = [1, 0.5, 0.5]),
  ],
  [
    "a scale that shrinks",
    "scale-not-growing",
    "multiscales[0].datasets[1]",
    ({ ome }) => (scaleOf(ome, 1).scale[0] = 0.5),
  ],
  [
    "a short scale",
    "transformations-wrong",
    "multiscales[0].datasets[0].coordinateTransformations.scale",
    ({ ome }) => scaleOf(ome, 0).scale.pop(),
  ],
  [
    "something that is no transformation",
    "transformations-wrong",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => (image(ome).datasets[1]!.coordinateTransformations as unknown[]).splice(1, 1, "scale"),
  ],
  [
    "a list for a type",
    "transformations-wrong",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => Object.assign(image(ome).datasets[1]!.coordinateTransformations![0]!, { type: ["scale"] }),
  ],
  [
    "a translation before the scale",
    "transformations-wrong",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => image(ome).datasets[1]!.coordinateTransformations!.reverse(),
  ],
  [
    "no transformation",
    "transformations-wrong",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => delete image(ome).datasets[1]!.coordinateTransformations,
  ],
  ["a colour with #", "channel-color", "omero.channels[0].color", ({ ome }) => (channel(ome, 0).color = "#FF0000")],
  ["no window", "window-missing", "omero.channels[1].window", ({ ome }) => delete channel(ome, 1).window],
  ["an empty window", "window-order", "omero.channels[0].window", ({ ome }) => (channel(ome, 0).window!.end = 5)],
  [
    "a window upside down",
    "window-order",
    "omero.channels[0].window",
    ({ ome }) => (channel(ome, 0).window = { min: 255, max: 0, start: 200, end: 5 }),
  ],
  [
    "a window beyond the type",
    "window-type",
    "omero.channels[0].window",
    ({ ome }) => Object.assign(channel(ome, 0).window!, { max: 4095, end: 4000 }),
  ],
  ["too few channels", "channel-count", "omero.channels", ({ ome }) => ome.omero.channels.pop()],
  ["a z that is not there", "rendering-wrong", "omero.rdefs.defaultZ", ({ ome }) => (ome.omero.rdefs.defaultZ = 3)],
];

function image(ome: Ome): Multiscale {
  return ome.multiscales[0]!;
}

function channel(ome: Ome, at: number): Channel {
  return ome.omero.channels[at]!;
}

function swapNames(ome: Ome): void {
  const [, y, x] = image(ome).axes!;
  [y!.name, x!.name] = ["x", "y"];
}

function scaleOf(ome: Ome, level: number): { scale: number[] } {
  const [scale] = image(ome).datasets[level]!.coordinateTransformations!;
  // The sound image has a scale for each level.
  return scale as { scale: number[] };
}

describe("what is broken is found", () => {
  test.each(broken)("%s", (_, code, where, change) => {
    const found = problemsOf(change);
    expect(found).toContainEqual(expect.objectContaining({ code, where }));
  });

  test("chunks side by side in NGFF 0.4", () => {
    const { ome } = sound();
    const list = new ProblemList();
    validateImage(ome, 2, new Map([["0", array([2, 100, 51], { separator: "." })]]), list.report);
    expect(list.problems).toContainEqual(expect.objectContaining({ code: "dimension-separator" }));
  });

  test("anything at all in the place of metadata is survived", () => {
    for (const value of [
      {},
      { multiscales: 1 },
      { multiscales: [null] },
      { multiscales: [{ axes: [1], datasets: [1] }] },
    ]) {
      const list = new ProblemList();
      validateImage({ ...value, omero: { channels: [null, { window: [] }], rdefs: 1 } }, 3, new Map(), list.report);
      expect(list.counts.error).toBeGreaterThan(0);
      expect(datasetPaths(value)).toEqual([]);
    }
  });

  test("paths that leave the store are not followed", () => {
    const attributes = { multiscales: [{ datasets: ["0", "../1", "/2", "a/../b", ""].map((path) => ({ path })) }] };
    expect(datasetPaths(attributes)).toEqual(["0"]);
    expect(unsafePaths(attributes)).toEqual(["../1", "/2", "a/../b", ""]);
  });

  test("a million problems of one kind are counted, not kept", () => {
    const list = new ProblemList();
    for (let at = 0; at < 1e6; at++) list.report("chunk-empty", `0/c/${at}`, "It is empty.");
    expect(list.problems.length).toBeLessThan(100);
    expect(list.counts.error).toBe(1e6);
    expect(list.problems.length + list.omitted["chunk-empty"]!).toBe(1e6);
  });
});
