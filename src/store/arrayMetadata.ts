import { ZarrdropError } from "../model/errors.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import { shardingCodec, v2Compressor, v3ChunkCodecs } from "./codecMetadata.ts";
import { v2DataTypeName, zeroFillValue } from "./dataTypeNames.ts";

/** A metadata file of a store: path below its group or array, and the JSON value. */
export type MetadataFile = { path: string; value: Record<string, unknown> };

/** What of a plan decides how its arrays are stored. */
export type ArrayStorage = Pick<OutputPlan, "zarrFormat" | "dtype" | "byteOrder" | "compressor" | "axes">;

/**
 * The metadata files of one level's array, in the order of writing, paths from the root of the store. Keys, their order and
 * their values are those of the reference (R6.2). Errors: `setting` for combinations that the format
 * does not have.
 */
export function arrayMetadata(output: ArrayStorage, level: LevelPlan): MetadataFile[] {
  return output.zarrFormat === 2
    ? [
        { path: `${level.path}/.zattrs`, value: {} },
        { path: `${level.path}/.zarray`, value: zarray(output, level) },
      ]
    : [{ path: `${level.path}/zarr.json`, value: arrayDocument(output, level) }];
}

function zarray(output: ArrayStorage, level: LevelPlan): Record<string, unknown> {
  if (level.shardShape !== null) {
    throw new ZarrdropError("setting", "Zarr v2 has no shards.", { setting: "shard_shape", advice: "Write Zarr v3." });
  }
  return {
    shape: level.shape,
    chunks: level.chunkShape,
    dtype: v2DataTypeName(output.dtype, output.byteOrder ?? "little"),
    fill_value: zeroFillValue(output.dtype),
    order: "C",
    filters: null,
    dimension_separator: "/",
    compressor: v2Compressor(output.compressor),
    zarr_format: 2,
  };
}

function arrayDocument(output: ArrayStorage, level: LevelPlan): Record<string, unknown> {
  const chunkCodecs = v3ChunkCodecs(output.dtype, output.compressor);
  return {
    shape: level.shape,
    data_type: output.dtype,
    chunk_grid: { name: "regular", configuration: { chunk_shape: level.shardShape ?? level.chunkShape } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: zeroFillValue(output.dtype),
    codecs: level.shardShape === null ? chunkCodecs : [shardingCodec(level.chunkShape, chunkCodecs)],
    attributes: {},
    dimension_names: output.axes.map((axis) => axis.name),
    zarr_format: 3,
    node_type: "array",
    storage_transformers: [],
  };
}
