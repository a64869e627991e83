import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { describeImage, describeScene } from "./describeForTests.ts";
import { rootAttributes } from "./ngff.ts";
import { planConversion } from "./planConversion.ts";

describe("the default path", () => {
  test("a stack with two channels, three levels", () => {
    const scene = describeScene("tczyx", [1, 2, 64, 2048, 2049], {
      scale: [null, null, 0.5, 0.1, 0.1],
      units: [null, null, "micrometer", "micrometer", "micrometer"],
    });
    const plan = planConversion(describeImage([scene], { name: "cells.ome.tif" }), {
      ...DEFAULT_SETTINGS,
      numLevels: 3,
    });
    expect(plan.outputs).toHaveLength(1);
    const output = plan.outputs[0]!;
    expect(output.storeName).toBe("cells.ome.zarr");
    expect(output.levels.map((level) => level.shape)).toEqual([
      [1, 2, 64, 2048, 2049],
      [1, 2, 64, 1024, 1024],
      [1, 2, 64, 512, 512],
    ]);
    expect(output.levels[0]!.chunkShape).toEqual([1, 1, 1, 2048, 2049]);
    expect(output.view).toEqual({ sources: [0, 1, 2, 3, 4] });
    expect(output.time).toEqual({ sourceStart: 0, destinationStart: 0, count: 1, append: false });
    expect(output.resampling).toEqual({ method: "mean", blockShape: null });
    expect(output.compressor).toEqual({
      id: "blosc",
      cname: "zstd",
      clevel: 3,
      shuffle: "bitshuffle",
      typesize: null,
      blocksize: 0,
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(Object.keys(rootAttributes(output)["ome"] as object)).toEqual(["version", "multiscales", "omero"]);
  });

  test("samples become the channels R, G and B", () => {
    const plan = planConversion(
      describeImage([describeScene("yxs", [31, 45, 3], { dtype: "uint8" })]),
      DEFAULT_SETTINGS,
    );
    const output = plan.outputs[0]!;
    expect(output.axes.map(({ name }) => name)).toEqual(["c", "y", "x"]);
    expect(output.view.sources).toEqual([{ channel: null, sample: 2 }, 0, 1]);
    expect(output.channels.map(({ label, color }) => [label, color])).toEqual([
      ["R", "FF0000"],
      ["G", "00FF00"],
      ["B", "0000FF"],
    ]);
    expect(output.levels[0]!.shape).toEqual([3, 31, 45]);
  });
});
