import { nameInJson, shortJson } from "../model/untrustedJson.ts";
import type { ByteCompression } from "../codecs/compressors.ts";
import { ZarrdropError } from "../model/errors.ts";
import { type DataType, isDataType } from "../model/dtype.ts";
import { LIMITS } from "../model/limits.ts";
import { CHECKSUM_IDS, type ChecksumId } from "./checksums.ts";
import { parseV2DataType } from "./dataTypes.ts";
import { isObject, type JsonObject } from "../model/untrustedJson.ts";
import { damagedMetadata, objectIn } from "./json.ts";

/**
 * What was done to a chunk on its way into the file, in that order, whichever Zarr version says it. Array steps come before the step
 * that makes bytes of the array, byte steps after it.
 */
export type CodecStep =
  | { kind: "transpose"; order: readonly number[] }
  /** Each value minus the one before it, in memory order, wrapping. */
  | { kind: "delta" }
  /** Values of another type: `stored / scale + offset`, cut down to whole numbers where the array holds such. */
  | { kind: "cast"; stored: DataType; scale: number; offset: number }
  | { kind: "bytes"; bigEndian: boolean }
  | { kind: "sharding"; shard: ShardLayout }
  /** A block of N5: how many values it has stands before it. */
  | { kind: "n5-block"; compression: N5Compression }
  /** All first bytes of the items, then all second ones, … */
  | { kind: "shuffle"; itemBytes: number }
  /** Truth values, eight in a byte, behind a byte that says how many bits were filled up. */
  | { kind: "packbits" }
  | { kind: "compressed"; configuration: ByteCompression }
  | { kind: "checksum"; id: ChecksumId; atStart: boolean };

/** How the values of an N5 block are compressed; null: they are not. `lz4-java`: blocks of LZ4 as the Java library frames them. */
export type N5Compression = ByteCompression | { id: "lz4-java" } | null;

/** Configuration of Zarr v3's `sharding_indexed` codec (version 1.0). */
export type ShardLayout = {
  chunkShape: readonly number[];
  steps: readonly CodecStep[];
  indexAtStart: boolean;
  indexBigEndian: boolean;
  /** A CRC-32C follows the index. */
  indexChecksum: boolean;
};

const COMPRESSORS: Readonly<Record<string, ByteCompression>> = {
  blosc: { id: "blosc" },
  zstd: { id: "zstd" },
  gzip: { id: "gzip" },
  zlib: { id: "zlib" },
  lz4: { id: "lz4" },
  lzma: { id: "lzma" },
  bz2: { id: "bz2" },
};

/** Codecs that round values and leave nothing to be undone. */
const ROUNDING: ReadonlySet<unknown> = new Set(["bitround"]);
/** Codecs between types of values (numcodecs). */
const CASTS: ReadonlySet<unknown> = new Set(["delta", "fixedscaleoffset", "quantize", "astype"]);

/** Deepest nesting of shards in shards. */
const DEEPEST_SHARDS = 4;

/**
 * The steps of a Zarr v2 array: storage order, filters, byte order, compressor.
 * @throws `unsupported-feature`, `corrupt`
 */
export function parseV2Steps(metadata: JsonObject, bigEndian: boolean, rank: number, path: string): CodecStep[] {
  const arraySteps: CodecStep[] = [];
  const byteSteps: CodecStep[] = [];
  let storedBigEndian = bigEndian;
  if (metadata["order"] === "F" && rank > 1) {
    arraySteps.push({ kind: "transpose", order: Array.from({ length: rank }, (_, axis) => rank - 1 - axis) });
  }
  const filters = metadata["filters"] ?? [];
  if (!Array.isArray(filters)) throw damagedMetadata(path, "filters");
  refuseTooMany(filters, path);
  for (const filter of filters) {
    if (!isObject(filter)) throw damagedMetadata(path, "filters");
    const id = filter["id"];
    if (ROUNDING.has(id)) continue;
    if (CASTS.has(id) && byteSteps.length === 0) {
      const { steps, stored } = castSteps(id, filter, path);
      arraySteps.push(...steps);
      if (stored !== null) storedBigEndian = stored.bigEndian;
    } else {
      byteSteps.push(byteStep(id, filter, path));
    }
  }
  const compressor = metadata["compressor"] ?? null;
  if (compressor !== null) {
    if (!isObject(compressor)) throw damagedMetadata(path, "compressor");
    byteSteps.push(byteStep(compressor["id"], compressor, path));
  }
  return [...arraySteps, { kind: "bytes", bigEndian: storedBigEndian }, ...byteSteps];
}

/**
 * The steps of a codec that stores another type than it is given.
 * @throws `unsupported-feature`, `corrupt`
 */
function castSteps(
  id: unknown,
  configuration: JsonObject,
  path: string,
): { steps: CodecStep[]; stored: NamedType | null } {
  const isPlain = id === "astype";
  const given = configuration[isPlain ? "decode_dtype" : "dtype"];
  const written = configuration[isPlain ? "encode_dtype" : "astype"] ?? given;
  const delta: CodecStep[] = id === "delta" ? [{ kind: "delta" }] : [];
  // Zarr v3 says it with the array.
  if (written === undefined) return { steps: delta, stored: null };
  const stored = namedType(written, path);
  const isScaled = id === "fixedscaleoffset";
  const [scale, offset] = isScaled ? [configuration["scale"], configuration["offset"]] : [1, 0];
  if (typeof scale !== "number" || typeof offset !== "number" || scale === 0) throw damagedMetadata(path, "scale");
  const isSame = given === undefined || namedType(given, path).dtype === stored.dtype;
  if (isSame && !isScaled) return { steps: delta, stored };
  return { steps: [...delta, { kind: "cast", stored: stored.dtype, scale, offset }], stored };
}

type NamedType = { dtype: DataType; bigEndian: boolean };

/** A type as codecs name it: as Zarr v2 does, without a byte order, or as Zarr v3 does. */
function namedType(name: unknown, path: string): NamedType {
  if (typeof name === "string" && isDataType(name)) return { dtype: name, bigEndian: false };
  const isBare = typeof name === "string" && /^[a-z]\d+$/.test(name);
  return parseV2DataType(isBare ? `<${name}` : name, path);
}

/**
 * The steps of a Zarr v3 array's `codecs`, for chunks of `rank` axes.
 * @throws `unsupported-feature`, `corrupt`
 */
export function parseV3Steps(codecs: unknown, rank: number, path: string, depth = 0): CodecStep[] {
  if (!Array.isArray(codecs) || depth > DEEPEST_SHARDS) throw damagedMetadata(path, "codecs");
  refuseTooMany(codecs, path);
  const steps: CodecStep[] = [];
  let serialized = false;
  const packed: CodecStep[] = [];
  for (const codec of codecs) {
    const written = isObject(codec) ? codec["name"] : codec;
    const configuration = isObject(codec) ? objectIn(codec, "configuration") : {};
    // numcodecs has one name for what is a codec of arrays in Zarr v3 and for what is none.
    const name = typeof written === "string" ? written.replace(/^numcodecs\./, "") : written;
    const makesBytes = name === "bytes" || name === "sharding_indexed";
    const onArray = name === "transpose" || name === "packbits" || CASTS.has(name) || ROUNDING.has(name);
    if ((makesBytes || onArray) === serialized) throw damagedMetadata(path, "order of codecs");
    serialized ||= makesBytes;
    if (ROUNDING.has(name)) continue;
    switch (name) {
      case "transpose":
        steps.push({ kind: "transpose", order: parseOrder(configuration["order"], rank, path) });
        break;
      case "delta":
      case "fixedscaleoffset":
      case "quantize":
      case "astype":
        steps.push(...castSteps(name, configuration, path).steps);
        break;
      case "packbits":
        packed.push({ kind: "packbits" });
        break;
      case "bytes":
        steps.push({ kind: "bytes", bigEndian: configuration["endian"] === "big" }, ...packed);
        break;
      case "sharding_indexed":
        steps.push({ kind: "sharding", shard: parseShard(configuration, rank, path, depth) });
        break;
      default:
        steps.push(byteStep(name, configuration, path));
    }
  }
  if (!serialized) throw damagedMetadata(path, "no codec makes bytes");
  return steps;
}

/** Each is a decoder inside the one before it. */
function refuseTooMany(codecs: readonly unknown[], path: string): void {
  if (codecs.length <= LIMITS.codecs) return;
  throw new ZarrdropError("limit", `The array ${path} went through more codecs than can be undone here.`, {
    file: path,
    technical: `${codecs.length} codecs`,
  });
}

function byteStep(id: unknown, configuration: JsonObject, path: string): CodecStep {
  const checksum = CHECKSUM_IDS.find((known) => known === id);
  if (checksum !== undefined) {
    // CRC-32 and Adler-32 stand before the data unless the file says otherwise, the others behind them.
    const usual = checksum === "crc32" || checksum === "adler32" ? "start" : "end";
    return { kind: "checksum", id: checksum, atStart: (configuration["location"] ?? usual) === "start" };
  }
  if (id === "packbits") return { kind: "packbits" };
  if (id === "shuffle") {
    const itemBytes = configuration["elementsize"] ?? 4;
    if (typeof itemBytes !== "number" || !Number.isInteger(itemBytes) || itemBytes < 1 || itemBytes > 255) {
      throw damagedMetadata(path, "elementsize");
    }
    return { kind: "shuffle", itemBytes };
  }
  const known = typeof id === "string" && Object.hasOwn(COMPRESSORS, id) ? COMPRESSORS[id] : undefined;
  if (known === undefined) throw unsupportedCodec(nameInJson(id), path);
  // Without a header: 1 and 2 are .xz and .lzma.
  if (known.id === "lzma" && configuration["format"] === 3) throw unsupportedCodec("raw LZMA", path);
  return { kind: "compressed", configuration: known };
}

function parseOrder(order: unknown, rank: number, path: string): number[] {
  // Early versions of zarr-python wrote the letters of Zarr v2.
  if (order === "C") return Array.from({ length: rank }, (_, axis) => axis);
  if (order === "F") return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  // Comparing would make numbers of whatever is in the list.
  if (!Array.isArray(order) || !order.every(Number.isInteger)) throw damagedMetadata(path, "transpose");
  const sorted = order.toSorted((a, b) => a - b);
  if (sorted.length !== rank || sorted.some((axis, index) => axis !== index)) throw damagedMetadata(path, "transpose");
  return order;
}

function parseShard(configuration: JsonObject, rank: number, path: string, depth: number): ShardLayout {
  const chunkShape = parseLengths(configuration["chunk_shape"], 1, path);
  if (chunkShape.length !== rank) throw damagedMetadata(path, "chunk_shape of shards");
  const [bytes, checksum, ...more] = parseV3Steps(configuration["index_codecs"], rank + 1, path, depth + 1);
  if (bytes?.kind !== "bytes" || (checksum !== undefined && !isCrc32c(checksum)) || more.length > 0) {
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

function isCrc32c(step: CodecStep): boolean {
  return step.kind === "checksum" && step.id === "crc32c" && !step.atStart;
}

/**
 * An array of lengths, each at least `least`.
 * @throws `corrupt`
 */
export function parseLengths(value: unknown, least: number, path: string): number[] {
  if (!Array.isArray(value) || !value.every((length) => Number.isSafeInteger(length) && length >= least)) {
    throw damagedMetadata(path, `lengths ${shortJson(value)}`);
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
