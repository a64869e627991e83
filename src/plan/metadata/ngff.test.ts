import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DATA_TYPES } from "../../model/dtype.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { displayWindow, rootAttributes } from "./ngff.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { planConversion } from "../planConversion.ts";

const SCENE = describeScene("czyx", [2, 5, 33, 47], {
  scale: [null, 0.5, 0.11, 0.108],
  units: [null, "micrometer", "micrometer", "micrometer"],
});

function attributes(settings: Record<string, unknown>) {
  const plan = planConversion(describeImage([SCENE], { name: "cells.czi" }), parseSettings(settings));
  return rootAttributes(plan.outputs[0]!, [{ min: 3, max: 900, low: 10, high: 800 }, null]);
}

test("NGFF 0.5, whole", () => {
  expect(attributes({ num_levels: 2, creator_info: { name: "me" } })).toEqual({
    ome: {
      version: "0.5",
      multiscales: [
        {
          name: "cells",
          axes: [
            { name: "c", type: "channel" },
            { name: "z", type: "space", unit: "micrometer" },
            { name: "y", type: "space", unit: "micrometer" },
            { name: "x", type: "space", unit: "micrometer" },
          ],
          datasets: [
            { path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 0.5, 0.11, 0.108] }] },
            {
              path: "1",
              coordinateTransformations: [
                { type: "scale", scale: [1, 0.5, 0.226875, 0.21150000000000002] },
                { type: "translation", translation: [0, 0, (0.11 * (33 / 16 - 1)) / 2, expect.closeTo(0.05175, 12)] },
              ],
            },
          ],
          type: "mean",
          metadata: { description: expect.stringContaining("Mean") as string, method: "zarrdrop mean" },
        },
      ],
      omero: {
        name: "cells",
        version: "0.5",
        channels: [
          {
            color: "0000FF",
            coefficient: 1,
            active: true,
            label: "Channel 0",
            window: { min: 3, max: 900, start: 10, end: 800 },
            family: "linear",
            inverted: false,
          },
          {
            color: "00FF00",
            coefficient: 1,
            active: true,
            label: "Channel 1",
            window: { min: 0, max: 65535, start: 0, end: 65535 },
            family: "linear",
            inverted: false,
          },
        ],
        rdefs: { defaultT: 0, defaultZ: 2, model: "color" },
      },
      _creator: { name: "me" },
    },
  });
});

test("NGFF 0.4 has the version in each block and nothing under ome", () => {
  const root = attributes({
    zarr_format: 2,
    rdefs: { defaultZ: 4 },
    root_transform: { type: "scale", scale: [1, 2, 2, 2] },
  });
  expect(Object.keys(root)).toEqual(["multiscales", "omero"]);
  expect(root).toMatchObject({
    multiscales: [{ version: "0.4", coordinateTransformations: [{ type: "scale", scale: [1, 2, 2, 2] }] }],
    omero: { version: "0.4", rdefs: { defaultT: 0, defaultZ: 4, model: "color" } },
  });
});

describe("display window", () => {
  const channel = {
    label: "",
    color: "",
    active: true,
    coefficient: 1,
    family: "",
    inverted: false,
    window: null,
  };

  test("own, then the file's range inside the data's, then percentiles, then the type", () => {
    const data = { min: 3, max: 900, low: 10, high: 800 };
    const own = { min: 0, max: 1, start: 0, end: 1 };
    expect(displayWindow({ ...channel, window: own }, "uint8", data)).toEqual(own);
    expect(displayWindow({ ...channel, display: { start: 100, end: 1000 } }, "uint16", data)).toEqual({
      min: 3,
      max: 1000,
      start: 100,
      end: 1000,
    });
    expect(displayWindow(channel, "uint16", data)).toEqual({ min: 3, max: 900, start: 10, end: 800 });
    expect(displayWindow(channel, "int8", null)).toEqual({ min: -128, max: 127, start: -128, end: 127 });
    expect(displayWindow(channel, "float32", null)).toEqual({ min: 0, max: 1, start: 0, end: 1 });
  });

  test("percentiles that meet fall back to the range, a single value gets a window all the same", () => {
    expect(displayWindow(channel, "uint16", { min: 0, max: 9, low: 0, high: 0 })).toEqual({
      min: 0,
      max: 9,
      start: 0,
      end: 9,
    });
    expect(displayWindow(channel, "uint16", { min: 7, max: 7, low: 7, high: 7 })).toEqual({
      min: 7,
      max: 8,
      start: 7,
      end: 8,
    });
  });

  test("is never empty and is always JSON", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 4, maxLength: 4 }), fc.constantFrom(...DATA_TYPES), (values, dtype) => {
        const [min, low, high, max] = values.toSorted((a, b) => a - b) as [number, number, number, number];
        const window = displayWindow(channel, dtype, { min, max, low, high });
        expect(window.start).toBeLessThan(window.end);
        expect(window.min).toBeLessThanOrEqual(window.start);
        expect(window.max).toBeGreaterThanOrEqual(window.end);
        expect(Object.values(window).every(Number.isFinite)).toBe(true);
      }),
      {
        numRuns: 2000,
        examples: [[[Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE], "float64"]],
      },
    );
  });
});
