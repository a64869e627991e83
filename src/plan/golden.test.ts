import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";
import { rootAttributes } from "./metadata/ngff.ts";
import { parseSettings } from "./settings/parseSettings.ts";
import type { Plan } from "./plan.ts";
import { planConversion } from "./planConversion.ts";

/** The reference's own runs; see the README beside them. Not part of the project: without the folder nothing is compared. */
const GOLDEN = new URL("../../../shared/golden", import.meta.url).pathname;
const cases = existsSync(GOLDEN)
  ? readdirSync(GOLDEN).filter((name) => existsSync(join(GOLDEN, name, "params.json")))
  : [];

type Params = {
  source: string;
  kwargs: Record<string, unknown>;
  reader: {
    scenes: string[];
    dims: string;
    shape: number[];
    dtype: DataType;
    dask_chunks: number[][];
    scale: (number | null)[];
    channel_names: string[] | null;
  };
  outputs: string[];
};
type Level = { path: string; shape: number[]; chunks: number[]; shards: number[] | null; dtype: string };
type Store = { zarr_format: 2 | 3; attributes: Record<string, unknown>; levels: Level[] };

/** What params.json does not say of the second and third scene; read from the files' OME-XML. */
const FURTHER_SCENES: Record<string, { shape: number[]; dtype: DataType; scale: number }[]> = {
  scenes_all: [{ shape: [1, 2, 1, 25, 31], dtype: "uint8", scale: 0.2 }],
  err_levels_multi_scene: [{ shape: [1, 2, 1, 25, 31], dtype: "uint8", scale: 0.2 }],
  err_scene_range: [{ shape: [1, 1, 1, 20, 30], dtype: "uint8", scale: 0.2 }],
  err_scene_negative: [{ shape: [1, 1, 1, 20, 30], dtype: "uint8", scale: 0.2 }],
  scenes_list_dtypes: [
    { shape: [1, 2, 1, 25, 31], dtype: "uint16", scale: 0.2 },
    { shape: [1, 1, 1, 9, 9], dtype: "float32", scale: 0.30000000000000004 },
  ],
};

/** Errors that are only the reference's defect: the right result is a correct conversion (R10.5). */
const CONVERTS_HERE: Record<string, number[]> = {
  gif_anim: [3, 3, 24, 32],
  gif_single: [3, 24, 32],
  jpg_rgb: [3, 40, 56],
  ome_rgb: [1, 3, 1, 31, 45],
  png_palette: [3, 30, 41],
  png_rgba_u8_v2: [4, 33, 47],
  rgb_ome_explicit_pps: [1, 3, 1, 31, 45],
  tif_rgb_planar: [3, 31, 45],
  tif_rgb_u8_strip: [3, 31, 45],
};

/** The parameter that each refusal has to name. */
const REFUSED: Record<string, string> = {
  err_axes_len: "axes_names",
  err_axes_no_t: "axes_names",
  err_chunk_levels: "chunk_shape",
  err_chunk_zero: "chunk_shape",
  err_comp_v2_in_v3: "compressor",
  err_comp_v3_in_v2: "compressor",
  err_dtype: "dtype",
  err_dtype_obj: "dtype",
  err_levels_empty: "level_shapes",
  err_levels_multi_scene: "level_shapes",
  err_levels_ragged: "level_shapes",
  err_levels_wrong0_not: "level_shapes",
  err_pps_len: "physical_pixel_size",
  err_scene_range: "scenes",
  err_shard_default_chunk: "shard_shape",
  err_shard_mult: "shard_shape",
  err_tbatch0: "tbatch",
  err_tbatch_big: "tbatch",
  err_tdst_only: "start_T_dest",
  err_tsrc_range: "start_T_src",
  err_types_len: "axes_types",
  err_units_len: "axes_units",
};

describe.skipIf(cases.length === 0)("golden cases of bioio-conversion 0.1.4", () => {
  for (const name of cases) {
    const params = readJson<Params>(name, "params.json");
    const plan = (takenNames: string[] = []): Plan => {
      const settings = parseSettings({ compatibility: "bioio-conversion-0.1.4", ...params.kwargs });
      return planConversion(describeGolden(name, params), settings, { takenNames });
    };

    if (name === "exists") {
      test("exists: the store that is in the way is named", () => {
        expect(caught(() => plan(params.outputs))).toMatchObject({
          kind: "exists",
          details: { file: "source.ome.zarr" },
        });
      });
    } else if (name in REFUSED) {
      const setting = REFUSED[name]!;
      test(`${name}: refused, naming ${setting}`, () => {
        const error = caught(plan);
        expect(error).toMatchObject({ kind: "setting", details: { setting } });
        expect(error.message).toContain(setting);
        expect(error.details.advice).toMatch(/\.$/);
        expect(error.message).toContain(reasonOf(name));
      });
    } else if (name in CONVERTS_HERE) {
      test(`${name}: converts, where the reference has a defect`, () => {
        const { outputs } = plan();
        expect(outputs).toHaveLength(1);
        expect(outputs[0]!.levels[0]!.shape).toEqual(CONVERTS_HERE[name]);
        expect(outputs[0]!.axes.every(({ type }) => type !== null)).toBe(true);
        expect(outputs[0]!.axes.length).toBeLessThanOrEqual(5);
        expect(outputs[0]!.channels.map(({ label }) => label)).toEqual(
          ["R", "G", "B", "A"].slice(0, outputs[0]!.channels.length),
        );
      });
    } else {
      test(`${name}: names, shapes, chunks, shards, types and attributes`, () => {
        const manifest = readJson<Record<string, Store>>(name, "manifest.json");
        const { outputs } = plan();
        expect(outputs.map(({ storeName }) => storeName).toSorted()).toEqual(params.outputs.toSorted());
        for (const output of outputs) {
          const store = manifest[output.storeName]!;
          expect(output.zarrFormat).toBe(store.zarr_format);
          const levels = output.levels.map(({ path, shape, chunkShape, shardShape }) => ({
            path,
            shape,
            chunks: chunkShape,
            shards: shardShape,
            dtype: output.byteOrder === "big" ? `>u2 ${output.dtype}` : output.dtype,
          }));
          const expected = store.levels.map(({ path, shape, chunks, shards, dtype }) => ({
            path,
            shape,
            chunks,
            shards,
            dtype: dtype === ">u2" ? ">u2 uint16" : dtype,
          }));
          expect(levels).toEqual(expected);
          // As text: the order of the keys counts too.
          expect(JSON.stringify(rootAttributes(output), null, 1)).toBe(
            JSON.stringify(withTypesByName(store.attributes, "axes_types" in params.kwargs), null, 1),
          );
          expect(output.resampling.method).toBe("bioio");
        }
      });
    }
  }
});

function readJson<T>(name: string, file: string): T {
  // The files' shapes are given by the README beside them.
  const text = readFileSync(join(GOLDEN, name, file), "utf8");
  // Python writes the extremes of pixels as bare NaN and Infinity; nothing here looks at them.
  return JSON.parse(text.replace(/: -?(?:NaN|Infinity)/g, ": null")) as T;
}

/** The part of the reference's message that stands in ours too; "" where theirs helps nobody. */
function reasonOf(name: string): string {
  const path = join(GOLDEN, name, "expected_error.txt");
  if (!existsSync(path) || name === "err_comp_v2_in_v3") return "";
  const message = /^message: (.*)$/m.exec(readFileSync(path, "utf8"))![1]!;
  return message.replace(/^write_\w+: /, "");
}

function caught(act: () => unknown): ZarrdropError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}

function describeGolden(name: string, params: Params): ImageDescription {
  const { reader } = params;
  const first = goldenScene(params, 0, reader.shape, reader.dtype, reader.scale, reader.channel_names);
  const further = (FURTHER_SCENES[name] ?? []).map(({ shape, dtype, scale }, index) => {
    const names = Array.from({ length: shape[1]! }, (_, channel) => `Channel:${index + 1}:${channel}`);
    return goldenScene(params, index + 1, shape, dtype, [null, null, null, scale, scale], names);
  });
  return describeImage([first, ...further], { name: params.source });
}

function goldenScene(
  params: Params,
  index: number,
  shape: number[],
  dtype: DataType,
  scale: (number | null)[],
  channelNames: string[] | null,
): SceneDescription {
  const { reader } = params;
  const dims = reader.dims.toLowerCase();
  const axes = dims.split("");
  return describeScene(dims, shape, {
    id: reader.scenes[index]!,
    dtype,
    reference: {
      sceneId: reader.scenes[index]!,
      axes,
      scale: axes.map((axis) => scale["tczyx".indexOf(axis)] ?? null),
      channelNames,
      daskChunks: index === 0 ? reader.dask_chunks.map((sizes) => Math.max(...sizes)) : shape,
    },
  });
}

/** The goldens were made with a writer that took axis types from their position; ours go by name (R7.3). */
function withTypesByName(attributes: Record<string, unknown>, given: boolean): unknown {
  if (given) return attributes;
  const types: Record<string, string> = { t: "time", c: "channel", z: "space", y: "space", x: "space" };
  return JSON.parse(JSON.stringify(attributes), (key, value: unknown) => {
    if (key !== "axes" || !Array.isArray(value)) return value;
    return (value as { name: string; unit?: string }[]).map(({ name, unit }) => ({
      name,
      ...(types[name] === undefined ? {} : { type: types[name] }),
      ...(unit === undefined ? {} : { unit }),
    }));
  });
}
