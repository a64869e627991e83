import { isObject, nameInJson, shortJson } from "../../model/untrustedJson.ts";
import { BLOSC_SHUFFLES } from "../../model/compressor.ts";
import { type DataType, integerLimits, isComplex, isFloat, isInteger } from "../../model/dtype.ts";
import { parseDataTypeName } from "../../zarr/dataTypes.ts";
import { below, type Report } from "./problem.ts";

/**
 * What the metadata of an array say beside shape, type and compression, against the specifications of Zarr v2 and v3 and of the codecs:
 * strict readers refuse an array for any of it, tolerant ones show it. All that is wrong is `array-damaged`.
 */
export function validateArrayMetadata(zarrFormat: 2 | 3, metadata: Record<string, unknown>, report: Report): void {
  const type = zarrFormat === 3 ? metadata.data_type : metadata.dtype;
  const dtype = parseDataTypeName(zarrFormat, type)?.dtype ?? null;
  if (dtype !== null && !isFillValue(zarrFormat, dtype, metadata.fill_value)) {
    report(
      "array-damaged",
      "fill_value",
      `The fill value ${shortJson(metadata.fill_value)} is none of the type ${dtype}.`,
    );
  }
  if (zarrFormat === 3) validateV3(metadata, report);
  else validateV2(metadata, report);
}

const V3_MEMBERS = new Set([
  "zarr_format",
  "node_type",
  "shape",
  "data_type",
  "chunk_grid",
  "chunk_key_encoding",
  "fill_value",
  "codecs",
  "attributes",
  "dimension_names",
  "storage_transformers",
]);

function validateV3(metadata: Record<string, unknown>, report: Report): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (V3_MEMBERS.has(name) || (isObject(value) && value.must_understand === false)) continue;
    report("array-damaged", shortJson(name), `The Zarr specification has nothing called ${shortJson(name)} here.`);
  }
  const { attributes, storage_transformers: transformers } = metadata;
  if (attributes !== undefined && !isObject(attributes)) {
    report("array-damaged", "attributes", "The attributes are no object.");
  }
  if (transformers !== undefined && !Array.isArray(transformers)) {
    report("array-damaged", "storage_transformers", "The storage transformers are no list.");
  }
  validateKeys(metadata.chunk_key_encoding, below(report, "chunk_key_encoding"));
  validateCodecs(metadata.codecs, below(report, "codecs"));
}

function validateKeys(encoding: unknown, report: Report): void {
  // Zarr 3.1 lets a name stand for an object without configuration.
  const { name, configuration = {} } = isObject(encoding) ? encoding : { name: encoding };
  if (name !== "default" && name !== "v2") {
    report("array-damaged", "name", `${shortJson(name)} is no way to name chunks.`);
    return;
  }
  if (!isObject(configuration)) {
    report("array-damaged", "configuration", "The configuration is no object.");
    return;
  }
  for (const [key, value] of Object.entries(configuration)) {
    if (key === "separator" && (value === "/" || value === ".")) continue;
    report("array-damaged", "configuration", `${shortJson(key)} cannot be ${shortJson(value)}.`);
  }
}

function validateV2(
  { order, filters, dimension_separator: separator, compressor }: Record<string, unknown>,
  report: Report,
): void {
  if (order !== "C" && order !== "F")
    report("array-damaged", "order", `The order ${shortJson(order)} is neither C nor F.`);
  if (filters !== undefined && filters !== null && !Array.isArray(filters)) {
    report("array-damaged", "filters", "The filters are no list.");
  }
  if (separator !== undefined && separator !== "/" && separator !== ".") {
    report("array-damaged", "dimension_separator", `The separator is ${shortJson(separator)}.`);
  }
  if (isObject(compressor))
    validateCodec(nameInJson(compressor.id), compressor, V2_SHUFFLES, below(report, "compressor"));
}

function validateCodecs(codecs: unknown, report: Report): void {
  // What is no list of codecs is said by the reader of the chunks.
  if (!Array.isArray(codecs)) return;
  for (const [at, codec] of codecs.entries()) {
    if (!isObject(codec)) continue;
    const place = below(report, `[${at}].configuration`);
    const { name, configuration = {} } = codec;
    const required = REQUIRED.get(name) ?? [];
    for (const key of isObject(configuration) ? required.filter((one) => configuration[one] === undefined) : []) {
      place("array-damaged", key, `${nameInJson(name)} has to say its ${key}.`);
    }
    if (!isObject(configuration)) place("array-damaged", "", `The configuration of ${shortJson(name)} is no object.`);
    else if (name === "sharding_indexed") {
      validateCodecs(configuration.codecs, below(place, "codecs"));
      validateCodecs(configuration.index_codecs, below(place, "index_codecs"));
    } else validateCodec(nameInJson(name), configuration, BLOSC_SHUFFLES, place);
  }
}

/** Members of codecs of Zarr v3 without which strict readers open nothing. */
const REQUIRED: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["gzip", ["level"]],
  ["zstd", ["level"]],
  ["blosc", ["cname", "clevel", "shuffle"]],
]);
const V2_SHUFFLES: readonly unknown[] = [-1, 0, 1, 2];

/** Members of codecs that both formats have, with what each may be; one that is left out has a default or is missed by the decoder. */
function validateCodec(
  name: string,
  configuration: Record<string, unknown>,
  shuffles: readonly unknown[],
  report: Report,
): void {
  const rules: Record<string, Record<string, (value: unknown) => boolean>> = {
    bytes: { endian: (value) => value === "little" || value === "big" },
    gzip: { level: within(-1, 9) },
    zlib: { level: within(-1, 9) },
    bz2: { level: within(1, 9) },
    zstd: { level: within(-131_072, 22), checksum: (value) => typeof value === "boolean" },
    blosc: {
      clevel: within(0, 9),
      blocksize: within(0, 2 ** 31 - 1),
      typesize: within(0, 2 ** 31 - 1),
      shuffle: (value) => shuffles.includes(value),
    },
  };
  for (const [key, allows] of Object.entries(Object.hasOwn(rules, name) ? rules[name]! : {})) {
    const value = configuration[key];
    if (value === undefined || allows(value)) continue;
    report("array-damaged", key, `${key} of ${name} cannot be ${shortJson(value)}.`);
  }
}

function within(least: number, most: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

const FLOAT_NAMES: readonly string[] = ["NaN", "Infinity", "-Infinity"];

function isFillValue(zarrFormat: 2 | 3, dtype: DataType, value: unknown): boolean {
  // Zarr v2: null means that nothing is said of chunks that are not there.
  if (zarrFormat === 2 && value === null) return true;
  if (isComplex(dtype)) {
    return zarrFormat === 2 || (Array.isArray(value) && value.length === 2 && value.every(isFloatValue));
  }
  if (isInteger(dtype)) {
    const { min, max } = integerLimits(dtype);
    return within(Number(min), Number(max))(value) || (zarrFormat === 2 && typeof value === "boolean");
  }
  if (isFloat(dtype)) return isFloatValue(value);
  return typeof value === "boolean" || value === 0 || value === 1;
}

/** Zarr v3 also has the bits of a float in hexadecimal digits. */
function isFloatValue(value: unknown): boolean {
  if (typeof value === "string") return FLOAT_NAMES.includes(value) || /^0x[\da-f]+$/i.test(value);
  return typeof value === "number";
}
