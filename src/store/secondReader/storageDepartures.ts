import type { CompressorConfiguration } from "../../model/compressor.ts";
import { itemSize } from "../../model/dtype.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { parseV2Compressor, parseV3Compressor } from "../../zarr/codecMetadata.ts";
import { parseDataTypeName } from "../../zarr/dataTypes.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { readJson, sortedKeys } from "../jsonFile.ts";
import { readStoredArray } from "../parseArrayMetadata.ts";
import type { Sink } from "../sink.ts";

/**
 * What the metadata of a store's arrays say otherwise than the plan of how chunks are stored, as sentences: what readers do without
 * (a level of compression) or make up for (the order of bytes, where all are the same). Errors: `corrupt`, those of the sink.
 */
export async function storageDepartures(sink: Sink, output: OutputPlan): Promise<string[]> {
  const found: string[] = [];
  for (const { path, shardShape } of output.levels) {
    const array = await readStoredArray(sink, output.zarrFormat, path);
    const json = await readJson(sink, `${path}/${output.zarrFormat === 3 ? "zarr.json" : ".zarray"}`);
    const stated = {
      shardShape: array?.shardShape ?? null,
      ...(output.zarrFormat === 3 ? statedInV3(json, output) : statedInV2(json)),
    };
    const planned = {
      shardShape,
      byteOrder: itemSize(output.dtype) === 1 ? "little" : (output.byteOrder ?? "little"),
      compressor: plannedCompressor(output),
    };
    const [a, b] = [stated, planned].map((value) => JSON.stringify(sortedKeys(value)));
    if (a !== b) found.push(`The store says that level ${path} is stored so: ${a}; planned was ${b}.`);
  }
  return found;
}

type Storage = { byteOrder: unknown; compressor: unknown };

function statedInV2(json: unknown): Storage {
  if (!isObject(json)) return { byteOrder: null, compressor: null };
  const { compressor } = json;
  const isByType = isObject(compressor) && compressor.shuffle === -1;
  return {
    byteOrder: parseDataTypeName(2, json.dtype)?.byteOrder ?? null,
    // That the shuffle is left to the type has no other spelling.
    compressor: isByType
      ? { ...parseV2Compressor({ ...compressor, shuffle: 0 }), shuffle: "by type" }
      : parseV2Compressor(compressor),
  };
}

function statedInV3(json: unknown, { dtype }: OutputPlan): Storage {
  const codecs: unknown[] = isObject(json) && Array.isArray(json.codecs) ? json.codecs : [];
  const [first] = codecs;
  const inner =
    isObject(first) && first.name === "sharding_indexed" && isObject(first.configuration)
      ? first.configuration.codecs
      : codecs;
  const [bytes, compressor]: unknown[] = Array.isArray(inner) ? inner : [];
  const endian = isObject(bytes) && isObject(bytes.configuration) ? bytes.configuration.endian : undefined;
  // One byte has no order.
  return { byteOrder: endian ?? (itemSize(dtype) === 1 ? "little" : null), compressor: parseV3Compressor(compressor) };
}

function plannedCompressor({ compressor, zarrFormat, dtype }: OutputPlan): unknown {
  if (compressor?.id !== "blosc") return compressor;
  const { shuffleByType, ...stated } = compressor satisfies CompressorConfiguration;
  if (zarrFormat === 2) return { ...stated, typesize: null, ...(shuffleByType === true ? { shuffle: "by type" } : {}) };
  return { ...stated, typesize: stated.typesize ?? itemSize(dtype) };
}
