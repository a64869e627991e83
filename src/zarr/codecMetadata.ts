import { BLOSC_SHUFFLES, type CompressorConfiguration } from "../model/compressor.ts";
import type { DataType } from "../model/dtype.ts";
import { itemSize } from "../model/dtype.ts";
import { assertNever, ZarrdropError } from "../model/errors.ts";
import { isObject } from "../model/untrustedJson.ts";

/** A codec in Zarr v3 metadata. */
export type NamedConfiguration = { name: string; configuration?: Record<string, unknown> };

/** The `compressor` of `.zarray`, spelled as numcodecs does, or null for uncompressed chunks. */
export function v2Compressor(compressor: CompressorConfiguration | null): Record<string, unknown> | null {
  if (compressor === null) return null;
  switch (compressor.id) {
    case "blosc":
      return {
        id: "blosc",
        cname: compressor.cname,
        clevel: compressor.clevel,
        shuffle: compressor.shuffleByType === true ? -1 : BLOSC_SHUFFLES.indexOf(compressor.shuffle),
        blocksize: compressor.blocksize,
      };
    case "zstd":
      // As zarr-python: numcodecs before 0.13 knows no checksum.
      return { id: "zstd", level: compressor.level, ...(compressor.checksum ? { checksum: true } : {}) };
    case "gzip":
      return { id: "gzip", level: compressor.level };
    case "zlib":
      return { id: "zlib", level: compressor.level };
    case "lz4":
      return { id: "lz4", acceleration: compressor.acceleration };
    case "bz2":
      return { id: "bz2", level: compressor.level };
    case "lzma": {
      const { id, format, check, preset } = compressor;
      return { id, format, check, preset, filters: null };
    }
    default:
      return assertNever(compressor);
  }
}

/**
 * The codecs of Zarr v3 that turn a chunk into bytes: `bytes`, then the compressor.
 * @throws `setting` for compressors that exist in v2 only
 */
export function v3ChunkCodecs(dtype: DataType, compressor: CompressorConfiguration | null): NamedConfiguration[] {
  // One-byte types have no byte order; the reference then leaves the configuration out.
  const bytes: NamedConfiguration =
    itemSize(dtype) === 1 ? { name: "bytes" } : { name: "bytes", configuration: { endian: "little" } };
  if (compressor === null) return [bytes];
  switch (compressor.id) {
    case "blosc":
      return [
        bytes,
        {
          name: "blosc",
          configuration: {
            typesize: compressor.typesize ?? itemSize(dtype),
            cname: compressor.cname,
            clevel: compressor.clevel,
            shuffle: compressor.shuffle,
            blocksize: compressor.blocksize,
          },
        },
      ];
    case "zstd":
      return [bytes, { name: "zstd", configuration: { level: compressor.level, checksum: compressor.checksum } }];
    case "gzip":
      return [bytes, { name: "gzip", configuration: { level: compressor.level } }];
    case "zlib":
    case "lz4":
    case "bz2":
    case "lzma":
      throw new ZarrdropError("setting", `The compressor "${compressor.id}" exists in Zarr v2 only.`, {
        setting: "compressor",
        advice: "Choose blosc, zstd or gzip, or write Zarr v2.",
      });
    default:
      return assertNever(compressor);
  }
}

/** `sharding_indexed` around the chunk codecs, with the index at the end and a crc32c over it. */
export function shardingCodec(chunkShape: readonly number[], chunkCodecs: NamedConfiguration[]): NamedConfiguration {
  return {
    name: "sharding_indexed",
    configuration: {
      chunk_shape: [...chunkShape],
      codecs: chunkCodecs,
      index_codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }],
      index_location: "end",
    },
  };
}

/**
 * The inverse of `v2Compressor` for what it writes; other compressors come back as something that `v2Compressor` spells
 * differently, or as null.
 */
export function parseV2Compressor(value: unknown): CompressorConfiguration | null {
  if (!isObject(value)) return null;
  const { id, level, checksum, acceleration, shuffle, format, check, preset } = value;
  if (id === "blosc") {
    const name = typeof shuffle === "number" ? BLOSC_SHUFFLES[shuffle] : undefined;
    return blosc({ ...value, typesize: null, shuffle: name });
  }
  if (id === "zstd" && typeof level === "number") return { id, level, checksum: checksum === true };
  if ((id === "gzip" || id === "zlib" || id === "bz2") && typeof level === "number") return { id, level };
  if (id === "lz4" && typeof acceleration === "number") return { id, acceleration };
  if (id === "lzma" && (format === 1 || format === 2) && typeof check === "number") {
    return typeof preset === "number" || preset === null ? { id, format, check, preset } : null;
  }
  return null;
}

/** The codecs of Zarr v3 that a chunk went through: those inside of `sharding_indexed` where the chunks are in shards. */
export function chunkCodecsOf(codecs: unknown): unknown[] {
  if (!Array.isArray(codecs)) return [];
  const [first]: unknown[] = codecs;
  if (!isObject(first) || first.name !== "sharding_indexed") return codecs;
  const inner = isObject(first.configuration) ? first.configuration.codecs : null;
  return Array.isArray(inner) ? inner : [];
}

/** The compressor after `bytes` in the codecs of Zarr v3; null for none and for what `v3ChunkCodecs` never writes. */
export function parseV3Compressor(value: unknown): CompressorConfiguration | null {
  if (!isObject(value) || !isObject(value.configuration)) return null;
  const { name, configuration } = value;
  const { level, checksum } = configuration;
  if (name === "blosc") return blosc(configuration);
  if (name === "zstd" && typeof level === "number") return { id: name, level, checksum: checksum === true };
  if (name === "gzip" && typeof level === "number") return { id: name, level };
  return null;
}

type Blosc = Extract<CompressorConfiguration, { id: "blosc" }>;
const BLOSC_COMPRESSORS: readonly Blosc["cname"][] = ["lz4", "lz4hc", "zstd", "zlib", "blosclz", "snappy"];

function blosc(configuration: Record<string, unknown>): Blosc | null {
  const { clevel, typesize, blocksize } = configuration;
  const cname = BLOSC_COMPRESSORS.find((known) => known === configuration.cname);
  const shuffle = BLOSC_SHUFFLES.find((known) => known === configuration.shuffle);
  if (cname === undefined || shuffle === undefined) return null;
  if (typeof clevel !== "number" || typeof blocksize !== "number") return null;
  if (typesize !== null && typeof typesize !== "number") return null;
  return { id: "blosc", cname, clevel, shuffle, typesize, blocksize };
}
