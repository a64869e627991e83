import { describe, expect, test } from "vitest";
import type { DataType } from "../../model/dtype.ts";
import type { SceneDescription } from "../../model/image.ts";
import { ngffLayouts } from "../layout/axes.ts";
import { planChannels } from "./channels.ts";
import { referenceChannels } from "../reference/referenceChannels.ts";
import { describeScene } from "../../../testing/plan/sampleDescription.ts";
import type { ChannelSettings } from "../settings/settings.ts";

function plan(scene: SceneDescription, given: ChannelSettings[] | null = null, dtype: DataType = scene.dtype) {
  return planChannels(scene, ngffLayouts(scene)[0]!, dtype, given);
}

const channel = (name: string | null, color: string | null = null, emission: number | null = null) => ({
  name,
  color,
  window: null,
  emissionWavelengthNanometre: emission,
});

const said = (label: string, more: Partial<ChannelSettings> = {}): ChannelSettings => ({
  label,
  color: null,
  active: null,
  coefficient: null,
  family: null,
  inverted: null,
  window: null,
  ...more,
});

describe("our way", () => {
  test("the file's names and colours, else the colour of the light, else a palette", () => {
    const scene = describeScene("cyx", [4, 3, 3], {
      channels: [channel("DAPI", "123ABC"), channel("GFP", null, 520), channel(null), channel("far", null, 720)],
    });
    expect(plan(scene).map(({ label, color, active, window }) => [label, color, active, window])).toEqual([
      ["DAPI", "123ABC", true, null],
      ["GFP", "00FF00", true, null],
      ["Channel 2", "FF0000", true, null],
      ["far", "FF00FF", true, null],
    ]);
  });

  test("a single channel is white", () => {
    expect(plan(describeScene("yx", [3, 3]))).toMatchObject([{ label: "Channel 0", color: "FFFFFF" }]);
  });

  test("the file's display range is kept beside the window of the data", () => {
    const scene = describeScene("yx", [3, 3], { channels: [{ ...channel("a"), window: { start: 10, end: 300 } }] });
    expect(plan(scene)[0]).toMatchObject({ window: null, display: { start: 10, end: 300 } });
    scene.channels = [{ ...channel("a"), window: { start: 300, end: 300 } }];
    expect(plan(scene)[0]).not.toHaveProperty("display");
  });

  test.each<[number[], DataType, string[], number | null]>([
    [[3, 3, 3], "uint8", ["R", "G", "B"], 255],
    [[3, 3, 4], "uint16", ["R", "G", "B", "A"], 65535],
    [[3, 3, 2], "uint8", ["Sample 0", "Sample 1"], 255],
    [[3, 3, 3], "float32", ["R", "G", "B"], null],
  ])("samples %j %s", (shape, dtype, labels, end) => {
    const channels = plan(describeScene("yxs", shape, { dtype }));
    expect(channels.map(({ label }) => label)).toEqual(labels);
    expect(channels.map(({ active }) => active)).toEqual(labels.map((label) => label !== "A"));
    expect(channels[0]!.window).toEqual(end === null ? null : { min: 0, max: end, start: 0, end });
  });

  test("samples of 12 significant bits are shown over these, unless the type is another", () => {
    const scene = describeScene("yxs", [3, 3, 3], { dtype: "uint16", significantBits: 12 });
    expect(plan(scene)[0]!.window!.end).toBe(4095);
    expect(plan(scene, null, "uint8")[0]!.window!.end).toBe(255);
  });

  test("samples of several channels carry the channel's name; other axes their letter", () => {
    const colours = describeScene("cyxs", [2, 3, 3, 3], { channels: [channel("HE"), channel(null)] });
    expect(plan(colours).map(({ label }) => label)).toEqual([
      "HE R",
      "HE G",
      "HE B",
      "Channel 1 R",
      "Channel 1 G",
      "Channel 1 B",
    ]);
    expect(plan(describeScene("hyx", [2, 3, 3])).map(({ label }) => label)).toEqual(["H0", "H1"]);
  });

  test("of many channels the first three are shown", () => {
    expect(plan(describeScene("cyx", [9, 3, 3])).filter(({ active }) => active)).toHaveLength(3);
  });

  test("what is said wins; the rest is derived", () => {
    const window = { min: 0, max: 9, start: 1, end: 5 };
    const channels = plan(describeScene("cyx", [2, 3, 3]), [said("one", { color: "ABCDEF", active: false, window })]);
    expect(channels[0]).toMatchObject({ label: "one", color: "ABCDEF", active: false, window });
    expect(channels[1]).toMatchObject({ label: "Channel 1", color: "00FF00", active: true, window: null });
  });
});

describe("the reference's way (R7.5)", () => {
  const scene = describeScene("cyx", [2, 3, 3]);
  const labels = (count: number | null, names: string[] | null, given: ChannelSettings[] | null = null) => {
    scene.reference.channelNames = names;
    return referenceChannels(scene, count, given, 0).map(({ label }) => label);
  };

  test("names of the reader, first size-C; white; 0 to 255", () => {
    expect(labels(2, ["a", "b", "c"])).toEqual(["a", "b"]);
    expect(labels(2, null)).toEqual(["Channel:0", "Channel:1"]);
    expect(referenceChannels(scene, 2, null, 0)[0]).toEqual({
      label: "Channel:0",
      color: "#FFFFFF",
      active: true,
      coefficient: 1,
      family: "linear",
      inverted: false,
      window: { min: 0, max: 255, start: 0, end: 255 },
    });
  });

  test("made-up names have the number that the scene was asked for by", () => {
    const plain = describeScene("cyx", [2, 3, 3]);
    plain.reference.channelNames = ["Channel:1:0", "Channel:1:1"];
    expect(referenceChannels(plain, 2, null, -1)[1]!.label).toBe("Channel:1:1");
    plain.reference.channelsNumbered = true;
    expect(referenceChannels(plain, 2, null, -1)[1]!.label).toBe("Channel:-1:1");
    expect(referenceChannels(plain, 2, null, 1)[1]!.label).toBe("Channel:1:1");
  });

  test("given ones are not counted; without an axis c there are none", () => {
    expect(labels(2, null, [said("a")])).toEqual(["a"]);
    expect(labels(1, null, [said("a"), said("b")])).toEqual(["a", "b"]);
    expect(labels(2, ["a", "b"], [])).toEqual([]);
    expect(labels(null, ["a"], [said("a")])).toEqual([]);
  });
});
