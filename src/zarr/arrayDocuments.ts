import type { CompressorConfiguration } from "../model/compressor.ts";
import type { DataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { type ByteOrder, numpyTypeName } from "../model/numpyTypes.ts";
import { writtenKeys } from "./chunkKeys.ts";
import { shardingCodec, v2Compressor, v3ChunkCodecs } from "./codecMetadata.ts";
import { zeroFillValue } from "./dataTypes.ts";

/** An array as it is to be written. */
export type ArraySpecification = {
  zarrFormat: 2 | 3;
  shape: readonly number[];
  /** Of the smallest part that is decoded by itself. */
  chunkShape: readonly number[];
  /** v3 only: a whole number of chunks, or null for a file per chunk. */
  shardShape: readonly number[] | null;
  dtype: DataType;
  /** v2 only; v3 is written with the least significant byte first. */
  byteOrder: ByteOrder;
  compressor: CompressorConfiguration | null;
  dimensionNames: readonly string[];
};

/** Names of the files that hold metadata of arrays and groups, of both formats. */
export const METADATA_FILES: readonly string[] = ["zarr.json", ".zgroup", ".zattrs", ".zarray"];

/** The file that makes a folder an array of a format: of Zarr's versions, or of N5. */
export const ARRAY_FILES = { 2: ".zarray", 3: "zarr.json", n5: "attributes.json" } as const;

/** A metadata file: its name or path, and the JSON value. */
export type MetadataFile = { path: string; value: Record<string, unknown> };

/**
 * The metadata files of an array in the order of writing, paths from the array's folder. Keys, their order and their
 * values are those of the reference (R6.2).
 * @throws `setting` for combinations that the format does not have
 */
export function arrayDocuments(array: ArraySpecification): MetadataFile[] {
  return array.zarrFormat === 2
    ? [
        { path: ".zattrs", value: {} },
        { path: ARRAY_FILES[2], value: zarray(array) },
      ]
    : [{ path: ARRAY_FILES[3], value: arrayDocument(array) }];
}

function zarray({ shape, chunkShape, shardShape, dtype, byteOrder, compressor }: ArraySpecification) {
  if (shardShape !== null) {
    throw new ZarrdropError("setting", "Zarr v2 has no shards.", { setting: "shard_shape", advice: "Write Zarr v3." });
  }
  return {
    shape,
    chunks: chunkShape,
    dtype: numpyTypeName(dtype, byteOrder),
    fill_value: zeroFillValue(dtype),
    order: "C",
    filters: null,
    dimension_separator: writtenKeys(2).separator,
    compressor: v2Compressor(compressor),
    zarr_format: 2,
  };
}

function arrayDocument({ shape, chunkShape, shardShape, dtype, compressor, dimensionNames }: ArraySpecification) {
  const chunkCodecs = v3ChunkCodecs(dtype, compressor);
  return {
    shape,
    data_type: dtype,
    chunk_grid: { name: "regular", configuration: { chunk_shape: shardShape ?? chunkShape } },
    chunk_key_encoding: { name: "default", configuration: { separator: writtenKeys(3).separator } },
    fill_value: zeroFillValue(dtype),
    codecs: shardShape === null ? chunkCodecs : [shardingCodec(chunkShape, chunkCodecs)],
    attributes: {},
    dimension_names: dimensionNames,
    zarr_format: 3,
    node_type: "array",
    storage_transformers: [],
  };
}
