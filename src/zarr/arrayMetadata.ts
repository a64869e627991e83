import { shortJson } from "../model/untrustedJson.ts";
import { type DataType, itemSize } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { sizeOfShape } from "../model/region.ts";
import { arrayDocuments, type ArraySpecification } from "./arrayDocuments.ts";
import { chunkKey, type ChunkKeys } from "./chunkKeys.ts";
import { type CodecStep, parseLengths, parseV2Steps, parseV3Steps, type ShardLayout } from "./codecSteps.ts";
import { parseFillValue, parseV2DataType, parseV3DataType } from "./dataTypes.ts";
import { isObject, type JsonObject } from "../model/untrustedJson.ts";
import { damagedMetadata, objectIn } from "./json.ts";

/** A Zarr array as its metadata describe it, the same for both versions, and for N5. */
export type ArrayMetadata = {
  /** Path of the array's folder. */
  path: string;
  format: 2 | 3 | "n5";
  shape: readonly number[];
  dtype: DataType;
  /** Shape of what one file holds: a chunk or a shard. */
  chunkShape: readonly number[];
  /** How a file's name is made of its place in the grid. */
  keys: ChunkKeys;
  /** Array elements of the value that missing chunks have. */
  fill: readonly (number | bigint)[];
  steps: readonly CodecStep[];
  /** Zarr v2: the type's name says that values have their most significant byte first. */
  bigEndian: boolean;
  /** Names of the axes (v3), or null. */
  dimensionNames: readonly (string | null)[] | null;
};

/**
 * A `.zarray` file. Specification: Zarr storage version 2, "Arrays".
 * @throws `corrupt`, `unsupported-feature`, `limit`
 */
export function parseV2Array(metadata: JsonObject, path: string): ArrayMetadata {
  return checkedArray(readV2Array(metadata, path));
}

function readV2Array(metadata: JsonObject, path: string): ArrayMetadata {
  if (metadata["zarr_format"] !== 2) throw damagedMetadata(path, "zarr_format");
  const shape = parseLengths(metadata["shape"], 0, path);
  const chunkShape = parseLengths(metadata["chunks"], 1, path);
  const { dtype, bigEndian } = parseV2DataType(metadata["dtype"], path);
  const separator = metadata["dimension_separator"] ?? ".";
  if (separator !== "." && separator !== "/") throw damagedMetadata(path, "dimension_separator");
  return {
    path,
    format: 2,
    shape,
    dtype,
    chunkShape,
    keys: { prefix: "", separator },
    fill: parseFillValue(metadata["fill_value"], dtype, path),
    steps: parseV2Steps(metadata, bigEndian, shape.length, path),
    bigEndian,
    dimensionNames: null,
  };
}

/**
 * A `zarr.json` file of an array. Specification: Zarr core version 3.1, "Array metadata".
 * @throws as for version 2
 */
export function parseV3Array(metadata: JsonObject, path: string): ArrayMetadata {
  return checkedArray(readV3Array(metadata, path));
}

/** An array as its documents will describe it: what was written is read by the same rules as what others wrote, whatever its size. */
export function arrayAsWritten(array: ArraySpecification, path: string): ArrayMetadata {
  // The last document is that of the array.
  const { value } = arrayDocuments(array).at(-1)!;
  return array.zarrFormat === 2 ? readV2Array(value, path) : readV3Array(value, path);
}

function readV3Array(metadata: JsonObject, path: string): ArrayMetadata {
  const shape = parseLengths(metadata["shape"], 0, path);
  const grid = objectIn(metadata, "chunk_grid");
  const transformers = metadata["storage_transformers"];
  if (grid["name"] !== "regular" || (Array.isArray(transformers) && transformers.length > 0)) {
    throw new ZarrdropError(
      "unsupported-feature",
      `The array ${path} uses an extension of Zarr that is not known here.`,
      {
        file: path,
        technical: `chunk_grid ${shortJson(grid["name"])}, storage_transformers ${shortJson(transformers)}`,
      },
    );
  }
  const dtype = parseV3DataType(metadata["data_type"], path);
  const names = metadata["dimension_names"];
  return {
    path,
    format: 3,
    shape,
    dtype,
    chunkShape: parseLengths(objectIn(grid, "configuration")["chunk_shape"], 1, path),
    keys: parseV3Keys(metadata["chunk_key_encoding"], path),
    fill: parseFillValue(metadata["fill_value"], dtype, path),
    steps: parseV3Steps(metadata["codecs"], shape.length, path),
    bigEndian: false,
    dimensionNames: Array.isArray(names) ? names.map((name) => (typeof name === "string" ? name : null)) : null,
  };
}

function parseV3Keys(encoding: unknown, path: string): ChunkKeys {
  const name = isObject(encoding) ? encoding["name"] : encoding;
  if (name !== "default" && name !== "v2") throw damagedMetadata(path, "chunk_key_encoding");
  const configuration = isObject(encoding) ? objectIn(encoding, "configuration") : {};
  const separator = configuration["separator"] ?? (name === "v2" ? "." : "/");
  if (separator !== "." && separator !== "/") throw damagedMetadata(path, "chunk_key_encoding");
  return { prefix: name === "v2" ? "" : "c", separator };
}

/**
 * An array that can be read within what is allowed.
 * @throws `corrupt`, `limit`
 */
export function checkedArray(array: ArrayMetadata): ArrayMetadata {
  const { shape, chunkShape, dtype, path } = array;
  if (shape.length !== chunkShape.length) throw damagedMetadata(path, "chunk shape");
  if (shape.length > LIMITS.axes) {
    throw new ZarrdropError("limit", `The array ${path} has too many axes.`, { file: path });
  }
  // A lone shard is read chunk by chunk, so that its own size does not matter.
  const block = innerChunkShape(array);
  const blockBytes = sizeOfShape(block) * itemSize(dtype);
  const chunks = shape.reduce((product, length, axis) => product * Math.ceil(length / block[axis]!), 1);
  if (blockBytes < LIMITS.tinyChunkBytes && chunks > LIMITS.tinyChunks) {
    throw new ZarrdropError("limit", `The array ${path} is cut into ${chunks} chunks of ${blockBytes} bytes.`, {
      file: path,
      technical: `shape ${shape}, chunk ${block}`,
      advice: "Write it again with chunks of 1 to 16 MiB.",
    });
  }
  if (blockBytes > LIMITS.decodedBlockBytes) {
    throw new ZarrdropError("limit", `The chunks of the array ${path} are too large to be read here.`, {
      file: path,
      technical: `chunk ${block}`,
    });
  }
  for (const step of array.steps) {
    if (step.kind !== "sharding") continue;
    const { chunkShape: inner } = step.shard;
    if (array.steps[0] === step && inner.some((length, axis) => chunkShape[axis]! % length !== 0)) {
      throw damagedMetadata(path, "shards are not whole numbers of chunks");
    }
  }
  return array;
}

/** Shape of the smallest part of an array that can be decoded by itself: the chunk, in a shard the inner chunk. */
export function innerChunkShape(metadata: ArrayMetadata): readonly number[] {
  return loneShard(metadata)?.chunkShape ?? metadata.chunkShape;
}

/** A shard that nothing else was done to can be read in parts. */
export function loneShard({ steps }: ArrayMetadata): ShardLayout | null {
  const [first] = steps;
  return steps.length === 1 && first?.kind === "sharding" ? first.shard : null;
}

/** Path of the file that holds a place of the chunk grid (0-dimensional arrays have one). */
export function chunkPath(array: ArrayMetadata, indices: readonly number[]): string {
  const key = chunkKey(array.keys, indices);
  return array.path === "" ? key : `${array.path}/${key}`;
}
