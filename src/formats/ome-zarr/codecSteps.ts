import type { DecompressorConfiguration } from "../../codecs/decompressors.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { parseV2DataType } from "./dataTypes.ts";
import { damagedMetadata, isObject, type JsonObject, objectIn } from "./json.ts";

/**
 * What was done to a chunk on its way into the file, in that order, whichever Zarr version says it. Array steps come before the step
 * that makes bytes of the array, byte steps after it.
 */
export type CodecStep =
  | { kind: "transpose"; order: readonly number[] }
  /** Each value minus the one before it, in memory order, wrapping. */
  | { kind: "delta" }
  | { kind: "bytes"; bigEndian: boolean }
  | { kind: "sharding"; shard: ShardLayout }
  /** All first bytes of the items, then all second ones, … */
  | { kind: "shuffle"; itemBytes: number }
  | { kind: "compressed"; configuration: DecompressorConfiguration }
  | { kind: "crc32c" };

/** Configuration of Zarr v3's `sharding_indexed` codec (version 1.0). */
export type ShardLayout = {
  chunkShape: readonly number[];
  steps: readonly CodecStep[];
  indexAtStart: boolean;
  indexBigEndian: boolean;
  /** A CRC-32C follows the index. */
  indexChecksum: boolean;
};

const COMPRESSORS: Readonly<Record<string, DecompressorConfiguration>> = {
  blosc: { id: "blosc" },
  zstd: { id: "zstd" },
  gzip: { id: "gzip" },
  zlib: { id: "zlib" },
  lz4: { id: "lz4" },
};

/** Deepest nesting of shards in shards. */
const DEEPEST_SHARDS = 4;

/** The steps of a Zarr v2 array: storage order, filters, byte order, compressor. Errors: `unsupported-feature`, `corrupt`. */
export function parseV2Steps(metadata: JsonObject, bigEndian: boolean, rank: number, path: string): CodecStep[] {
  const arraySteps: CodecStep[] = [];
  const byteSteps: CodecStep[] = [];
  if (metadata["order"] === "F" && rank > 1) {
    arraySteps.push({ kind: "transpose", order: Array.from({ length: rank }, (_, axis) => rank - 1 - axis) });
  }
  const filters = metadata["filters"] ?? [];
  if (!Array.isArray(filters)) throw damagedMetadata(path, "filters");
  for (const filter of filters) {
    if (!isObject(filter)) throw damagedMetadata(path, "filters");
    const id = filter["id"];
    // Rounding to fewer bits has nothing to undo.
    if (id === "bitround") continue;
    if (id === "delta" && byteSteps.length === 0) {
      const { dtype } = parseV2DataType(filter["dtype"], path);
      const stored = parseV2DataType(filter["astype"] ?? filter["dtype"], path);
      if (stored.dtype !== dtype || stored.bigEndian !== bigEndian)
        throw unsupportedCodec("delta with another type", path);
      arraySteps.push({ kind: "delta" });
    } else {
      byteSteps.push(byteStep(id, filter, path));
    }
  }
  const compressor = metadata["compressor"] ?? null;
  if (compressor !== null) {
    if (!isObject(compressor)) throw damagedMetadata(path, "compressor");
    byteSteps.push(byteStep(compressor["id"], compressor, path));
  }
  return [...arraySteps, { kind: "bytes", bigEndian }, ...byteSteps];
}

/** The steps of a Zarr v3 array's `codecs`, for chunks of `rank` axes. Errors: `unsupported-feature`, `corrupt`. */
export function parseV3Steps(codecs: unknown, rank: number, path: string, depth = 0): CodecStep[] {
  if (!Array.isArray(codecs) || depth > DEEPEST_SHARDS) throw damagedMetadata(path, "codecs");
  const steps: CodecStep[] = [];
  let serialized = false;
  for (const codec of codecs) {
    const name = isObject(codec) ? codec["name"] : codec;
    const configuration = isObject(codec) ? objectIn(codec, "configuration") : {};
    const makesBytes = name === "bytes" || name === "sharding_indexed";
    const onArray = name === "transpose" || name === "numcodecs.delta";
    if ((makesBytes || onArray) === serialized) throw damagedMetadata(path, "order of codecs");
    serialized ||= makesBytes;
    switch (name) {
      case "transpose":
        steps.push({ kind: "transpose", order: parseOrder(configuration["order"], rank, path) });
        break;
      case "numcodecs.delta":
        if (configuration["astype"] !== undefined && configuration["astype"] !== configuration["dtype"]) {
          throw unsupportedCodec("delta with another type", path);
        }
        steps.push({ kind: "delta" });
        break;
      case "bytes":
        steps.push({ kind: "bytes", bigEndian: configuration["endian"] === "big" });
        break;
      case "sharding_indexed":
        steps.push({ kind: "sharding", shard: parseShard(configuration, rank, path, depth) });
        break;
      default:
        steps.push(byteStep(typeof name === "string" ? name.replace(/^numcodecs\./, "") : name, configuration, path));
    }
  }
  if (!serialized) throw damagedMetadata(path, "no codec makes bytes");
  return steps;
}

function byteStep(id: unknown, configuration: JsonObject, path: string): CodecStep {
  if (id === "crc32c") return { kind: "crc32c" };
  if (id === "shuffle") {
    const itemBytes = configuration["elementsize"] ?? 4;
    if (typeof itemBytes !== "number" || !Number.isInteger(itemBytes) || itemBytes < 1 || itemBytes > 255) {
      throw damagedMetadata(path, "elementsize");
    }
    return { kind: "shuffle", itemBytes };
  }
  const known = typeof id === "string" && Object.hasOwn(COMPRESSORS, id) ? COMPRESSORS[id] : undefined;
  if (known === undefined) throw unsupportedCodec(String(id), path);
  return { kind: "compressed", configuration: known };
}

function parseOrder(order: unknown, rank: number, path: string): number[] {
  // Early versions of zarr-python wrote the letters of Zarr v2.
  if (order === "C") return Array.from({ length: rank }, (_, axis) => axis);
  if (order === "F") return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (!Array.isArray(order)) throw damagedMetadata(path, "transpose");
  const sorted = [...order].sort((a, b) => a - b);
  if (sorted.length !== rank || sorted.some((axis, index) => axis !== index)) throw damagedMetadata(path, "transpose");
  return order;
}

function parseShard(configuration: JsonObject, rank: number, path: string, depth: number): ShardLayout {
  const chunkShape = parseLengths(configuration["chunk_shape"], 1, path);
  if (chunkShape.length !== rank) throw damagedMetadata(path, "chunk_shape of shards");
  const [bytes, checksum, ...more] = parseV3Steps(configuration["index_codecs"], rank + 1, path, depth + 1);
  if (bytes?.kind !== "bytes" || (checksum !== undefined && checksum.kind !== "crc32c") || more.length > 0) {
    throw unsupportedCodec("a compressed shard index", path);
  }
  const location = configuration["index_location"] ?? "end";
  if (location !== "start" && location !== "end") throw damagedMetadata(path, "index_location");
  return {
    chunkShape,
    steps: parseV3Steps(configuration["codecs"], rank, path, depth + 1),
    indexAtStart: location === "start",
    indexBigEndian: bytes.bigEndian,
    indexChecksum: checksum !== undefined,
  };
}

/** An array of lengths, each at least `least`. Errors: `corrupt`. */
export function parseLengths(value: unknown, least: number, path: string): number[] {
  if (!Array.isArray(value) || !value.every((length) => Number.isSafeInteger(length) && length >= least)) {
    throw damagedMetadata(path, `lengths ${JSON.stringify(value)?.slice(0, 100)}`);
  }
  return value;
}

function unsupportedCodec(what: string, path: string): ZarrdropError {
  return new ZarrdropError(
    "unsupported-feature",
    `The array ${path} is stored in a way that cannot be read here: ${what}.`,
    {
      file: path,
      technical: `codec ${what}`,
    },
  );
}
