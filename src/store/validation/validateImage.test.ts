import { describe, expect, test } from "vitest";
import type { NgffProblem } from "./problem.ts";
import type { StoredArray } from "../parseArrayMetadata.ts";
import { datasetPaths, validateNgff } from "./validateImage.ts";

/** As far as the tests break it: what may be deleted is optional. */
type Transformation = { type: string; scale?: number[]; translation?: number[] };
type Dataset = { path: string; coordinateTransformations?: Transformation[] };
type Axis = { name: string; type: string; unit?: string };
type Multiscale = { version?: string; name?: string; axes?: Axis[]; datasets: Dataset[] };
type Channel = { color: string; window?: { min: number; max: number; start: number; end: number } };
type Ome = {
  version: string;
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
  const channel = (color: string): Channel => ({
    color,
    window: { min: 0, max: 255, start: 5, end: 200 },
  });
  return {
    ome: {
      version: "0.5",
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
      omero: { channels: [channel("FF0000"), channel("00ff00")], rdefs: { defaultT: 0, defaultZ: 0, model: "color" } },
    },
    arrays: new Map([
      ["0", array([2, 100, 51])],
      ["1", array([2, 50, 25])],
    ]),
  };
}

function problemsOf(change: (image: ReturnType<typeof sound>) => void): NgffProblem[] {
  const given = sound();
  change(given);
  return validateNgff({ zarrFormat: 3, attributes: { ome: given.ome } }, given.arrays);
}

test("a sound image has no problems", () => {
  expect(problemsOf(() => {})).toEqual([]);
  const { ome, arrays } = sound();
  const { multiscales, omero } = ome;
  multiscales[0]!.version = "0.4";
  expect(validateNgff({ zarrFormat: 2, attributes: { multiscales, omero } }, arrays)).toEqual([]);
});

const broken: [string, NgffProblem["severity"], string, (image: ReturnType<typeof sound>) => void][] = [
  ["another version", "error", "ome.version", ({ ome }) => (ome.version = "0.4")],
  ["no images", "error", "multiscales", ({ ome }) => (ome.multiscales = [])],
  ["no name", "warning", "multiscales[0].name", ({ ome }) => delete image(ome).name],
  ["one axis", "error", "multiscales[0].axes", ({ ome }) => image(ome).axes!.splice(1)],
  ["axes with one name", "error", "multiscales[0].axes", ({ ome }) => (image(ome).axes![2]!.name = "y")],
  ["axes in another order", "error", "multiscales[0].axes", ({ ome }) => image(ome).axes!.reverse()],
  ["axes of space as x, y", "warning", "multiscales[0].axes", ({ ome }) => swapNames(ome)],
  ["no axes", "error", "multiscales[0].axes", ({ ome }) => delete image(ome).axes],
  ["no unit", "warning", "multiscales[0].axes[1].unit", ({ ome }) => delete image(ome).axes![1]!.unit],
  ["a wrong unit", "warning", "multiscales[0].axes[1].unit", ({ ome }) => (image(ome).axes![1]!.unit = "µm")],
  ["no levels", "error", "multiscales[0].datasets", ({ ome }) => (image(ome).datasets = [])],
  ["a level that is not there", "error", "multiscales[0].datasets[1].path", ({ arrays }) => arrays.set("1", null)],
  [
    "names of dimensions that differ",
    "error",
    "multiscales[0].datasets[0].path",
    ({ arrays }) => arrays.set("0", array([2, 100, 51], { dimensionNames: ["z", "y", "x"] })),
  ],
  [
    "no names of dimensions",
    "error",
    "multiscales[0].datasets[0].path",
    ({ arrays }) => arrays.set("0", array([2, 100, 51], { dimensionNames: null })),
  ],
  ["levels from small to large", "error", "multiscales[0].datasets[1]", ({ ome }) => image(ome).datasets.reverse()],
  [
    "another type in a level",
    "warning",
    "multiscales[0].datasets[1]",
    ({ arrays }) => arrays.set("1", array([2, 50, 25], { dtypeName: "uint16" })),
  ],
  ["a scale that does not fit", "warning", "multiscales[0].datasets[1]", ({ ome }) => (scaleOf(ome, 1).scale[1] = 3)],
  [
    "a scale of zero",
    "error",
    "multiscales[0].datasets[0].coordinateTransformations.scale",
    ({ ome }) => (scaleOf(ome, 0).scale[0] = 0),
  ],
  [
    "a short scale",
    "error",
    "multiscales[0].datasets[0].coordinateTransformations.scale",
    ({ ome }) => scaleOf(ome, 0).scale.pop(),
  ],
  [
    "a translation before the scale",
    "error",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => image(ome).datasets[1]!.coordinateTransformations!.reverse(),
  ],
  [
    "no transformation",
    "error",
    "multiscales[0].datasets[1].coordinateTransformations",
    ({ ome }) => delete image(ome).datasets[1]!.coordinateTransformations,
  ],
  ["a colour with #", "error", "omero.channels[0].color", ({ ome }) => (ome.omero.channels[0]!.color = "#FF0000")],
  ["no window", "error", "omero.channels[1].window", ({ ome }) => delete ome.omero.channels[1]!.window],
  ["an empty window", "warning", "omero.channels[0].window", ({ ome }) => (ome.omero.channels[0]!.window!.end = 5)],
  [
    "a window beyond the type",
    "warning",
    "omero.channels[0].window",
    ({ ome }) => Object.assign(ome.omero.channels[0]!.window!, { max: 4095, end: 4000 }),
  ],
  ["too few channels", "error", "omero.channels", ({ ome }) => ome.omero.channels.pop()],
  ["a z that is not there", "warning", "omero.rdefs.defaultZ", ({ ome }) => (ome.omero.rdefs.defaultZ = 3)],
];

function image(ome: Ome): Multiscale {
  return ome.multiscales[0]!;
}

function swapNames(ome: Ome): void {
  const [, y, x] = image(ome).axes!;
  [y!.name, x!.name] = ["x", "y"];
}

function scaleOf(ome: Ome, level: number): { scale: number[] } {
  const [scale] = image(ome).datasets[level]!.coordinateTransformations!;
  return { scale: scale!.scale! };
}

describe("what is broken is found", () => {
  test.each(broken)("%s", (_, severity, where, change) => {
    const found = problemsOf(change);
    expect(found).toContainEqual(expect.objectContaining({ severity, where }));
  });

  test("anything at all in the place of metadata is survived", () => {
    for (const value of [
      null,
      1,
      "a",
      [],
      [null],
      {},
      { multiscales: [null] },
      { multiscales: [{ axes: [1], datasets: [1] }] },
    ]) {
      const attributes = { ome: value };
      expect(validateNgff({ zarrFormat: 3, attributes }, new Map()).length).toBeGreaterThan(0);
      expect(datasetPaths({ zarrFormat: 3, attributes })).toEqual([]);
    }
  });

  test("paths that leave the store are not followed", () => {
    const attributes = { multiscales: [{ datasets: ["0", "../1", "/2", "a/../b", ""].map((path) => ({ path })) }] };
    expect(datasetPaths({ zarrFormat: 2, attributes })).toEqual(["0"]);
  });
});
