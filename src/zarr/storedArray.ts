import { BLOSC_SHUFFLES } from "../model/compressor.ts";
import type { DataType } from "../model/dtype.ts";
import { isObject, nameInJson } from "../model/untrustedJson.ts";
import { parseDataTypeName } from "./dataTypes.ts";

/** What the metadata of an array says, of either format, as far as an inspection shows and checks it. */
export type StoredArray = {
  shape: number[];
  /** Inner chunk. */
  chunkShape: number[];
  shardShape: number[] | null;
  /** Null: not one of the types that a pixel has; `dtypeName` says what stands there. */
  dtype: DataType | null;
  dtypeName: string;
  /** The compression for people ("blosc zstd 3 bitshuffle"); null: none. */
  compression: string | null;
  /** v3 only. */
  dimensionNames: (string | null)[] | null;
  /** Between the numbers of a chunk's name. */
  separator: string;
  /** What a chunk's name begins with: "c" in v3 unless the keys are those of v2. */
  prefix: "c" | "";
};

/** The array that metadata describe, or null when they are not understood. */
export function parseStoredArray(zarrFormat: 2 | 3, metadata: Record<string, unknown>): StoredArray | null {
  if (metadata.zarr_format !== zarrFormat) return null;
  return zarrFormat === 3 ? parseV3(metadata) : parseV2(metadata);
}

function parseV2(value: Record<string, unknown>): StoredArray | null {
  const { shape, chunks, dtype, compressor } = value;
  if (!isShape(shape) || !isChunkShape(chunks) || chunks.length !== shape.length) return null;
  return {
    shape,
    chunkShape: chunks,
    shardShape: null,
    dtype: parseDataTypeName(2, dtype)?.dtype ?? null,
    dtypeName: nameOf(dtype),
    compression: isObject(compressor) ? describeCodec(nameInJson(compressor.id), compressor) : null,
    dimensionNames: null,
    separator: typeof value.dimension_separator === "string" ? value.dimension_separator : ".",
    prefix: "",
  };
}

function parseV3(value: Record<string, unknown>): StoredArray | null {
  const { shape, data_type: dtype, dimension_names: names, codecs } = value;
  const outer = at(value, "chunk_grid", "configuration", "chunk_shape");
  if (value.node_type !== "array" || !isShape(shape) || !isChunkShape(outer) || outer.length !== shape.length)
    return null;
  const sharding = Array.isArray(codecs) ? codecs.find((codec) => at(codec, "name") === "sharding_indexed") : undefined;
  const inner = at(sharding, "configuration", "chunk_shape");
  if (sharding !== undefined && (!isChunkShape(inner) || inner.length !== shape.length)) return null;
  const chunkCodecs = sharding === undefined ? codecs : at(sharding, "configuration", "codecs");
  const separator = at(value, "chunk_key_encoding", "configuration", "separator");
  const isV2 = at(value, "chunk_key_encoding", "name") === "v2";
  return {
    shape,
    chunkShape: isChunkShape(inner) ? inner : outer,
    shardShape: isChunkShape(inner) ? outer : null,
    dtype: parseDataTypeName(3, dtype)?.dtype ?? null,
    dtypeName: nameOf(dtype),
    compression: describeCodecs(chunkCodecs),
    dimensionNames: Array.isArray(names) ? names.map((name) => (typeof name === "string" ? name : null)) : null,
    separator: typeof separator === "string" ? separator : isV2 ? "." : "/",
    prefix: isV2 ? "" : "c",
  };
}

function describeCodecs(codecs: unknown): string | null {
  if (!Array.isArray(codecs)) return null;
  const texts = codecs
    .filter((codec) => isObject(codec) && codec.name !== "bytes")
    .map((codec) => describeCodec(nameInJson(at(codec, "name")), at(codec, "configuration")));
  return texts.length === 0 ? null : texts.join(", ");
}

function describeCodec(name: string, configuration: unknown): string {
  if (!isObject(configuration)) return name;
  const { cname, clevel, level, acceleration, shuffle } = configuration;
  const shuffleName = (typeof shuffle === "number" ? BLOSC_SHUFFLES[shuffle] : null) ?? shuffle;
  const parts = [name, cname, clevel, level, acceleration, shuffleName].filter((part) => part !== undefined);
  return parts.map(nameInJson).join(" ");
}

function nameOf(dtype: unknown): string {
  return nameInJson(dtype ?? null);
}

/** A member of nested objects, or undefined. */
function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isChunkShape(value: unknown): value is number[] {
  return isShape(value) && value.every((length) => length > 0);
}
