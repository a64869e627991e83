import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import { PARAMETERS } from "./parameters.ts";
import { parseSettings } from "./parseSettings.ts";
import { PRESETS, settingsOfPreset } from "./presets.ts";
import type { Settings } from "./settings.ts";

const COMPATIBLE = { compatibility: "bioio-conversion-0.1.4" };

function refusal(input: unknown): ZarrdropError {
  try {
    parseSettings(input);
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) return thrown;
    throw thrown;
  }
  throw new Error(`${JSON.stringify(input)} was accepted`);
}

describe("what is accepted", () => {
  test("nothing gives the defaults, null derives", () => {
    expect(parseSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(parseSettings(Object.fromEntries(PARAMETERS.map(({ name }) => [name, null])))).toEqual(DEFAULT_SETTINGS);
  });

  test("the reference's spelling, its own spelling, and that of a later release", () => {
    expect(parseSettings({ start_T_src: 1, start_t_dest: 2, num_levels: 3 })).toEqual(
      parseSettings({ startTSrc: 1, startTDest: 2, numLevels: 3 }),
    );
  });

  test("null overrides a preset, undefined does not", () => {
    const preset: Settings = { ...DEFAULT_SETTINGS, numLevels: "auto", chunkStrategy: "viewer" };
    expect(parseSettings({ num_levels: undefined, chunk_strategy: "budget" }, preset)).toEqual({
      ...DEFAULT_SETTINGS,
      numLevels: "auto",
    });
    expect(parseSettings({ num_levels: null }, preset).numLevels).toBeNull();
  });

  test.each<[Record<string, unknown>, Partial<Settings>]>([
    [{ scenes: 0 }, { scenes: [0] }],
    [{ scenes: [2, -1] }, { scenes: [2, -1] }],
    [{ name: "" }, { name: null }],
    [{ level_shapes: [31, 45] }, { levelShapes: [[31, 45]] }],
    [
      {
        level_shapes: [
          [31, 45],
          [16, 22],
        ],
      },
      {
        levelShapes: [
          [31, 45],
          [16, 22],
        ],
      },
    ],
    [{ num_levels: "auto" }, { numLevels: "auto" }],
    [{ memory_target: 1000.5 }, { memoryTarget: 1000.5 }],
    [{ dtype: "uint16" }, { dtype: "uint16" }],
    [{ dtype: ">u2" }, { dtype: "uint16", dtypeByteOrder: "big" }],
    [{ dtype: "<f4" }, { dtype: "float32" }],
    [{ dtype: ">u1" }, { dtype: "uint8" }],
    [{ dtype: "float" }, { dtype: "float64" }],
    [{ dtype: "?" }, { dtype: "bool" }],
    [{ axes_units: ["second", null] }, { axesUnits: ["second", null] }],
    [{ axes_names: [] }, { axesNames: null }],
    [{ physical_pixel_size: [1, 0.5] }, { physicalPixelSize: [1, 0.5] }],
    [{ auto_dask_cluster: true }, {}],
    [{ n_workers: 3 }, { workers: 3 }],
    [
      { n_workers: null, shard_limit_bytes: 2 ** 32, include_provenance: true },
      { shardLimit: 2 ** 32, provenance: true },
    ],
    [{ source: "a.tif", destination: null, auto_dask_cluster: null }, {}],
    [{ root_transform: { type: "scale", scale: [1, 2] } }, { rootTransform: { type: "scale", scale: [1, 2] } }],
  ])("%j", (input, expected) => {
    expect(parseSettings(input)).toEqual({ ...DEFAULT_SETTINGS, ...expected });
  });

  test.each([
    { n_workers: 0 },
    { n_workers: 2, workers: 2 },
    { shard_limit_bytes: 0 },
    { include_provenance: "yes" },
    { source: 5 },
    { destination: [] },
  ])("refuses %j", (input) => {
    expect(() => parseSettings(input)).toThrow(ZarrdropError);
  });

  test.each<[Record<string, unknown>, Partial<Settings>]>([
    [{ num_levels: -3 }, { numLevels: -3 }],
    [{ tbatch: "2" }, { tbatch: 2 }],
    [{ tbatch: 1.7 }, { tbatch: 1 }],
    [{ tbatch: true }, { tbatch: 1 }],
    [{ start_T_src: -1 }, { startTSrc: -1 }],
    [{ physical_pixel_size: [0, -1, "0.5"] }, { physicalPixelSize: [0, -1, 0.5] }],
    [{ axes_types: ["foo", null] }, { axesTypes: ["foo", null] }],
  ])("in compatibility mode also %j", (input, expected) => {
    expect(parseSettings({ ...COMPATIBLE, ...input })).toMatchObject(expected);
    expect(() => parseSettings(input)).toThrow(ZarrdropError);
  });

  test("compressors, with the defaults of the library whose name is used", () => {
    const compressor = (input: unknown, format = 3) =>
      parseSettings({ compressor: input, zarr_format: format }).compressor;
    const open = { typesize: null, blocksize: 0 };
    expect(compressor("none")).toBe("none");
    expect(compressor({ id: "blosc" })).toEqual({
      id: "blosc",
      cname: "zstd",
      clevel: 3,
      shuffle: "bitshuffle",
      ...open,
    });
    expect(compressor({ blosc_v3: { cname: "zstd" } })).toEqual({
      id: "blosc",
      cname: "zstd",
      clevel: 5,
      shuffle: null,
      ...open,
    });
    expect(compressor({ blosc_v3: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2 } })).toEqual({
      id: "blosc",
      cname: "lz4",
      clevel: 5,
      shuffle: "shuffle",
      typesize: 2,
      blocksize: 0,
    });
    expect(compressor({ gzip_v3: {} })).toEqual({ id: "gzip", level: 5 });
    expect(compressor({ zstd_v3: {} })).toEqual({ id: "zstd", level: 0, checksum: false });
    expect(compressor({ numcodecs: { id: "blosc" } }, 2)).toEqual({
      id: "blosc",
      cname: "lz4",
      clevel: 5,
      shuffle: "shuffle",
      ...open,
    });
    expect(compressor({ numcodecs: { id: "blosc", shuffle: -1 } }, 2)).toMatchObject({ shuffle: null });
    expect(compressor({ numcodecs: { id: "blosc", shuffle: 2 } }, 2)).toMatchObject({ shuffle: "bitshuffle" });
    expect(compressor({ numcodecs: { id: "zlib", level: 6 } }, 2)).toEqual({ id: "zlib", level: 6 });
    expect(compressor({ numcodecs: { id: "gzip" } }, 2)).toEqual({ id: "gzip", level: 1 });
    expect(compressor({ numcodecs: { id: "zstd" } }, 2)).toEqual({ id: "zstd", level: 0, checksum: false });
    expect(compressor({ numcodecs: { id: "lz4" } }, 2)).toEqual({ id: "lz4", acceleration: 1 });
    expect(compressor([{ zstd_v3: { level: 3 } }])).toEqual({ id: "zstd", level: 3, checksum: false });
    expect(compressor([])).toBe("none");
    expect(compressor({ numcodecs: { id: "bz2" } }, 2)).toEqual({ id: "bz2", level: 1 });
    expect(compressor({ numcodecs: { id: "lzma", format: 1, check: -1, preset: null, filters: null } }, 2)).toEqual({
      id: "lzma",
      format: 1,
      check: -1,
      preset: null,
    });
    expect(compressor({ id: "lzma", format: 2, preset: 2 ** 31 + 9 }, 2)).toMatchObject({
      format: 2,
      preset: 2147483657,
    });
  });

  test("colours become six digits, apart from compatibility mode", () => {
    const colors = (...given: string[]) => ({ channels: given.map((color) => ({ label: "a", color })) });
    expect(parseSettings(colors("#ff8000", "f80", "FF8000AA")).channels!.map(({ color }) => color)).toEqual([
      "FF8000",
      "FF8800",
      "FF8000",
    ]);
    expect(parseSettings({ ...COMPATIBLE, ...colors("#ff8000") }).channels![0]!.color).toBe("#ff8000");
  });

  test("every preset, and whatever was parsed before", () => {
    for (const preset of PRESETS) {
      const settings = settingsOfPreset(preset);
      expect(parseSettings(settings)).toEqual(settings);
    }
    const settings = parseSettings({ dtype: ">u2", scenes: 1, chunk_shape: [1, 2], channels: [{ label: "a" }] });
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });
});

describe("what is refused", () => {
  // [input, setting, a part of the message]; the reference's wording where R1.2 gives it.
  test.each<[Record<string, unknown>, string, string]>([
    [{ scenes: [] }, "scenes", "selects nothing"],
    [{ scenes: true }, "scenes", "must be a list"],
    [{ scenes: [1.5] }, "scenes", "scenes[0] must be a whole number"],
    [{ scenes: "12" }, "scenes", "must be a list"],
    [{ name: 3 }, "name", "must be a text"],
    [{ level_shapes: [] }, "level_shapes", "level_shapes cannot be empty"],
    [{ level_shapes: [[3, 4], [3]] }, "level_shapes", "level_shapes[1] length 1 != ndim 2"],
    [{ level_shapes: [[3, 0]] }, "level_shapes", "level_shapes[0][1] must be >= 1"],
    [{ level_shapes: [16.5, 3] }, "level_shapes", "level_shapes[0] must be a whole number"],
    [{ level_shapes: [[3, 4], 3] }, "level_shapes", "level_shapes[1] must be a list"],
    [{ chunk_shape: [] }, "chunk_shape", "chunk_shape cannot be empty"],
    [{ chunk_shape: [1, 1, 0, 16, 16] }, "chunk_shape", "chunk_shape[2] must be >= 1"],
    [{ chunk_shape: [[1, -1]] }, "chunk_shape", "chunk_shape[0][1] must be >= 1"],
    [{ chunk_shape: "64,64" }, "chunk_shape", "must be a list"],
    [{ shard_shape: [0] }, "shard_shape", "shard_shape[0] must be >= 1"],
    [{ shard_shape: [4], zarr_format: 2 }, "shard_shape", "shard_shape is not supported for Zarr v2."],
    [{ shard_factor: [2], zarr_format: 2 }, "shard_factor", "not supported for Zarr v2."],
    [{ shard_factor: [2], shard_shape: [4] }, "shard_factor", "exclude each other"],
    [{ compressor: "zip" }, "compressor", "must be an object"],
    [{ compressor: { id: "brotli" } }, "compressor", "compressor.id cannot be"],
    [{ compressor: { brotli_v3: {} } }, "compressor", "not known"],
    [{ compressor: { numcodecs: { id: "blosc" } } }, "compressor", "cannot be used with zarr_format 3"],
    [{ compressor: { numcodecs: { id: "pcodec" } }, zarr_format: 2 }, "compressor", "cannot be written"],
    [
      { compressor: { blosc_v3: {} }, zarr_format: 2 },
      "compressor",
      "Cannot use a BytesBytesCodec as a compressor for zarr v2 arrays.",
    ],
    [{ compressor: { id: "lz4" } }, "compressor", "Zarr v2 only"],
    [{ compressor: { id: "bz2" } }, "compressor", "Zarr v2 only"],
    [{ compressor: [{ gzip_v3: {} }, { zstd_v3: {} }] }, "compressor", "2 codecs"],
    [{ compressor: [{ numcodecs: { id: "gzip" } }], zarr_format: 2 }, "compressor", "Invalid compressor"],
    [{ compressor: { id: "bz2", level: 0 }, zarr_format: 2 }, "compressor", "level cannot be 0"],
    [{ compressor: { id: "lzma", format: 3 }, zarr_format: 2 }, "compressor", "LZMA with filters"],
    [{ compressor: { id: "lzma", format: 2, check: 4 }, zarr_format: 2 }, "compressor", "check 4"],
    [{ compressor: { id: "lzma", check: 2 }, zarr_format: 2 }, "compressor", "check 2"],
    [{ compressor: { id: "lzma", preset: 10 }, zarr_format: 2 }, "compressor", "preset cannot be 10"],
    [{ compressor: { id: "blosc", clevel: 10 } }, "compressor", "compressor.clevel cannot be 10"],
    [{ compressor: { id: "blosc", cname: "snappy" } }, "compressor", "compressor.cname cannot be"],
    [{ compressor: { id: "blosc", shuffle: 3 } }, "compressor", "compressor.shuffle cannot be 3"],
    [{ compressor: { id: "zstd", level: 23 } }, "compressor", "compressor.level cannot be 23"],
    [{ zarr_format: 4 }, "zarr_format", "Invalid zarr_format. Expected one of 2 or 3. Got 4."],
    [{ zarr_format: "2" }, "zarr_format", "Invalid zarr_format. Expected one of 2 or 3."],
    [{ channels: {} }, "channels", "must be a list"],
    [{ channels: ["DAPI"] }, "channels", "channels[0] must be an object"],
    [{ channels: [{ color: "ff0000" }] }, "channels", "channels[0].label is missing"],
    [{ channels: [{ label: "a", colour: "ff0000" }] }, "channels", "unknown member"],
    [{ channels: [{ label: "a", color: "red" }] }, "channels", "channels[0].color cannot be"],
    [{ channels: [{ label: "a", window: { min: 0, start: 0, end: 255 } }] }, "channels", "window.max is missing"],
    [{ channels: [{ label: "a", window: { min: 0, max: 9, start: 5, end: 5 } }] }, "channels", "is empty"],
    [{ ...COMPATIBLE, channels: [{ label: "a" }] }, "channels", "channels[0].color is missing"],
    [{ rdefs: [1] }, "rdefs", "must be an object"],
    [{ creator_info: { at: Number.NaN } }, "creator_info", "creator_info.at cannot be"],
    [{ root_transform: { f: () => 1 } }, "root_transform", "root_transform.f cannot be"],
    [{ axes_names: ["t", ""] }, "axes_names", "axes_names[1] is empty"],
    [{ axes_types: ["foo"] }, "axes_types", "axes_types[0] cannot be"],
    [{ axes_units: [3] }, "axes_units", "must be a text"],
    [{ physical_pixel_size: ["a"] }, "physical_pixel_size", "could not convert string to float: 'a'"],
    [{ physical_pixel_size: [0] }, "physical_pixel_size", "must be above 0"],
    [{ physical_pixel_size: [Number.POSITIVE_INFINITY] }, "physical_pixel_size", "must be a number"],
    [{ num_levels: 2.5 }, "num_levels", "must be a whole number"],
    [{ num_levels: 0 }, "num_levels", "num_levels must be >= 1"],
    [{ num_levels: 1e9 }, "num_levels", "cannot be 1000000000"],
    [{ num_levels: "3" }, "num_levels", "must be a whole number"],
    [{ downsample_z: 1 }, "downsample_z", "must be true or false"],
    [{ downsample_method: "cubic" }, "downsample_method", "cannot be"],
    [{ memory_target: 0 }, "memory_target", "memory_target 0 < dtype size"],
    [{ memory_target: "16MiB" }, "memory_target", "must be a number"],
    [{ start_T_src: -1 }, "start_T_src", "must be >= 0"],
    [{ tbatch: 0 }, "tbatch", "must be >= 1"],
    [{ dtype: "nope" }, "dtype", "data type 'nope' not understood"],
    [{ dtype: "U5" }, "dtype", "not understood"],
    [{ dtype: "datetime64" }, "dtype", "not understood"],
    [{ dtype: "constructor" }, "dtype", "not understood"],
    [{ dtype: 16 }, "dtype", "cannot be 16"],
    [{ existing: "overwrite" }, "existing", "cannot be"],
    [{ workers: 0 }, "workers", "must be >= 1"],
    [{ memory_budget: 1000 }, "memory_budget", "must be >= 33554432"],
    [{ compatibility: "0.1.4" }, "compatibility", "cannot be"],
    [{ numLevels: 1, num_levels: 1 }, "num_levels", "given twice"],
    [{ colour: 1 }, "colour", "is not a parameter"],
    [{ sources: "a.tif" }, "sources", "is not a parameter"],
  ])("%j: %s", (input, setting, message) => {
    const error = refusal(input);
    expect(error.kind).toBe("setting");
    expect(error.details.setting).toBe(setting);
    expect(error.message).toContain(setting);
    expect(error.message).toContain(message);
    expect(error.details.advice).toMatch(/\.$/);
  });

  test.each([null, undefined, 3, "x", []])("settings that are no object: %j", (input) => {
    expect(refusal(input).kind).toBe("setting");
  });

  test("values that are endless", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(refusal({ rdefs: loop }).message).toContain("too large");
    expect(refusal({ chunk_shape: Array.from({ length: 5000 }, () => [1, 1]) }).message).toContain("5000 entries");
    expect(refusal({ name: "x".repeat(20_000) }).message.length).toBeLessThan(200);
  });

  test("a codec in lists in lists is refused as what it is, however deep", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}{"id":"gzip"}${"]".repeat(50_000)}`) as unknown;
    expect(refusal({ compressor: deep })).toMatchObject({ kind: "setting", details: { setting: "compressor" } });
    expect(refusal({ compressor: [[{ id: "gzip" }]] })).toMatchObject({ kind: "setting" });
    expect(parseSettings({ compressor: [{ id: "gzip" }] }).compressor).toMatchObject({ id: "gzip" });
  });

  test("a member named __proto__ stays a member", () => {
    const rdefs = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const parsed = parseSettings({ rdefs }).rdefs!;
    expect(Object.hasOwn(parsed, "__proto__")).toBe(true);
    expect(parsed["polluted"]).toBeUndefined();
  });

  test("anything at all is accepted or refused with a tag", () => {
    const names = fc.constantFrom(...PARAMETERS.flatMap(({ key, name }) => [key, name]));
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        ...([undefined, Number.NaN, -0, 2 ** 60, [[]], [[1]], { id: "blosc" }, { numcodecs: {} }] as unknown[]),
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(names, value, { maxKeys: 4 }), (input) => {
        try {
          const settings = parseSettings(input);
          expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ZarrdropError);
          expect((thrown as ZarrdropError).details.setting).toBeDefined();
        }
      }),
      { numRuns: 5000 },
    );
  });
});
