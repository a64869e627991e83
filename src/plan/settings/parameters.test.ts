import { describe, expect, test } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { CHANNEL_FLAGS, channelsFromFlags } from "./channelFlags.ts";
import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { PARAMETER_GROUPS, type ParameterKey } from "./parameterRow.ts";
import { defaultText, PARAMETERS, parameterOf } from "./parameters.ts";
import { textFromValue, valueFromText } from "./parameterText.ts";
import { parseSettings } from "./parseSettings.ts";

describe("the table", () => {
  test("has every setting once", () => {
    expect(PARAMETERS.map(({ key }) => key).toSorted()).toEqual(Object.keys(DEFAULT_SETTINGS).toSorted());
  });

  test("has every parameter of the reference's constructor that is a setting (R1.1)", () => {
    const reference =
      "scenes name level_shapes chunk_shape shard_shape compressor zarr_format image_name channels rdefs creator_info root_transform axes_names axes_types axes_units physical_pixel_size num_levels downsample_z memory_target start_T_src start_T_dest tbatch dtype".split(
        " ",
      );
    expect(
      PARAMETERS.filter(({ reference: is }) => is)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(reference.toSorted());
  });

  test("has the reference's flags (R1.3), each once", () => {
    const flags = [
      ...PARAMETERS.flatMap(({ flag, aliases }) => [flag, ...aliases]),
      ...CHANNEL_FLAGS.map(({ flag }) => flag),
    ];
    expect(new Set(flags).size).toBe(flags.length);
    const reference =
      "-n --name -s --scenes --tbatch --start-t-src --start-t-dest --level-shapes --num-levels --downsample-z --chunk-shape --chunk-shape-per-level --shard-shape --shard-shape-per-level --memory-target --dtype --physical-pixel-sizes --zarr-format --channel-labels --channel-colors --channel-actives --channel-inverted --channel-coefficients --channel-families --channel-window-min --channel-window-max --channel-window-start --channel-window-end";
    for (const flag of reference.split(" ")) expect(flags).toContain(flag);
  });

  test("five are in sight, each with a sentence that says why (R1.5)", () => {
    expect(
      PARAMETERS.filter(({ why }) => why !== "")
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(["chunkStrategy", "compressor", "downsampleMethod", "numLevels", "zarrFormat"]);
  });

  test("every default can be told", () => {
    for (const parameter of PARAMETERS) {
      expect(defaultText(parameter)).not.toBe("");
      expect(parameter.absent === "").toBe(DEFAULT_SETTINGS[parameter.key] !== null);
    }
  });

  test("every group is used, every meaning is one sentence", () => {
    expect(new Set(PARAMETERS.map(({ group }) => group))).toEqual(new Set(PARAMETER_GROUPS));
    for (const { meaning } of PARAMETERS) expect(meaning).toMatch(/^[A-Z][^.]*(?:\.\d[^.]*)*\.$/);
  });
});

describe("text", () => {
  test.each<[ParameterKey, string, unknown]>([
    ["scenes", "0", [0]],
    ["scenes", "0,2", [0, 2]],
    ["numLevels", "auto", "auto"],
    ["numLevels", "4", 4],
    ["downsampleZ", "y", true],
    ["downsampleZ", "off", false],
    [
      "levelShapes",
      "10,20;5,10",
      [
        [10, 20],
        [5, 10],
      ],
    ],
    ["chunkShape", "1,1,16", [1, 1, 16]],
    ["chunkShape", "(1, 1, 16)", [1, 1, 16]],
    ["chunkShape", "64,64;", [[64, 64]]],
    ["memoryTarget", "16MiB", 16777216],
    ["memoryTarget", "1000", 1000],
    ["zarrFormat", "2", 2],
    ["physicalPixelSize", "1,0.5,1e-3", [1, 0.5, 0.001]],
    ["axesUnits", "second,none,,micrometer", ["second", null, null, "micrometer"]],
    ["compressor", "none", "none"],
    ["compressor", "blosc:lz4:5:shuffle", { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle" }],
    ["compressor", "blosc", { id: "blosc" }],
    ["compressor", "zstd:3", { id: "zstd", level: 3 }],
    ["compressor", "lz4:2", { id: "lz4", acceleration: 2 }],
    ["compressor", "bz2:9", { id: "bz2", level: 9 }],
    ["compressor", "lzma", { id: "lzma" }],
    ["compressor", "lzma:6", { id: "lzma", preset: 6 }],
    ["compressor", '{"gzip_v3": {"level": 1}}', { gzip_v3: { level: 1 } }],
    ["rdefs", '{"model": "color"}', { model: "color" }],
    ["name", "  a b ", "  a b "],
    ["name", "", undefined],
  ])("%s %j: %j", (key, text, value) => {
    expect(valueFromText(parameterOf(key), text)).toEqual(value);
  });

  test.each<[ParameterKey, string]>([
    ["downsampleZ", "maybe"],
    ["numLevels", "many"],
    ["chunkShape", "1,x"],
    ["memoryTarget", "16 MB"],
    ["compressor", "brotli"],
    ["compressor", "zstd:3:4"],
    ["channels", "[{"],
    ["zarrFormat", "v3"],
    ["tbatch", "0x10"],
  ])("%s %j is refused", (key, text) => {
    expect(() => valueFromText(parameterOf(key), text)).toThrow(ZarrdropError);
  });

  test("what a form shows is what it reads back", () => {
    const settings = parseSettings({
      scenes: [0, 2],
      level_shapes: [[10, 20]],
      chunk_shape: [[5, 5]],
      shard_shape: [10, 10],
      memory_target: 4096,
      compressor: { id: "zstd", level: 5 },
      channels: [{ label: "a", color: "FF0000" }],
      axes_units: ["micrometer", null],
      physical_pixel_size: [0.1, 1e-7],
      num_levels: 3,
      downsample_z: true,
      rdefs: { model: "color" },
      zarr_format: 3,
      dtype: "float32",
      labels: false,
    });
    const read = Object.fromEntries(
      PARAMETERS.map((parameter) => [
        parameter.key,
        valueFromText(parameter, textFromValue(parameter, settings[parameter.key])),
      ]),
    );
    expect(parseSettings(read)).toEqual(settings);
  });
});

describe("channels on the command line", () => {
  test("short lists leave the rest to be derived, parts of a window are completed", () => {
    expect(
      channelsFromFlags({
        "--channel-labels": "DAPI, GFP,",
        "--channel-colors": "#0000FF",
        "--channel-actives": "no,yes",
        "--channel-window-end": "1000",
      }),
    ).toEqual([
      { label: "DAPI", color: "#0000FF", active: false, window: { min: 0, max: 255, start: 0, end: 1000 } },
      { label: "GFP", active: true },
    ]);
  });

  test("nothing, and nothing useful", () => {
    expect(channelsFromFlags({})).toBeUndefined();
    expect(channelsFromFlags({ "--channel-labels": "" })).toBeUndefined();
    expect(() => channelsFromFlags({ "--channel-colors": "#0000FF" })).toThrow("needs --channel-labels");
    expect(() => channelsFromFlags({ "--channel-labels": "a", "--channel-actives": "perhaps" })).toThrow("perhaps");
  });
});
