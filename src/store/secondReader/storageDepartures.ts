import type { CompressorConfiguration } from "../../model/compressor.ts";
import { itemSize } from "../../model/dtype.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { chunkCodecsOf, parseV2Compressor, parseV3Compressor } from "../../zarr/codecMetadata.ts";
import { parseDataTypeName } from "../../zarr/dataTypes.ts";
import { isObject, type JsonObject } from "../../model/untrustedJson.ts";
import { sortedKeys } from "../jsonFile.ts";
import { readStoredArray } from "../storeMetadata.ts";
import type { Sink } from "../sink.ts";

/**
 * What the metadata of a store's arrays say otherwise than the plan of how chunks are stored, as sentences: what
 * readers do without (a level of compression) or make up for (the order of bytes, where all are the same).
 * @throws `corrupt`, those of the sink
 */
export async function storageDepartures(sink: Sink, output: OutputPlan): Promise<string[]> {
  const departures: string[] = [];
  for (const { path, shardShape } of output.levels) {
    const found = await readStoredArray(sink, output.zarrFormat, path);
    const json = found?.json ?? {};
    const stated = {
      shardShape: found?.array?.shardShape ?? null,
      ...(output.zarrFormat === 3 ? statedInV3(json, output) : statedInV2(json)),
    };
    const planned = {
      shardShape,
      byteOrder: itemSize(output.dtype) === 1 ? "little" : (output.byteOrder ?? "little"),
      compressor: plannedCompressor(output),
    };
    const [a, b] = [stated, planned].map((value) => JSON.stringify(sortedKeys(value)));
    if (a !== b) departures.push(`The store says that level ${path} is stored so: ${a}; planned was ${b}.`);
  }
  return departures;
}

type Storage = { byteOrder: unknown; compressor: unknown };

function statedInV2({ dtype, compressor }: JsonObject): Storage {
  const isByType = isObject(compressor) && compressor.shuffle === -1;
  return {
    byteOrder: parseDataTypeName(2, dtype)?.byteOrder ?? null,
    // That the shuffle is left to the type has no other spelling.
    compressor: isByType
      ? { ...parseV2Compressor({ ...compressor, shuffle: 0 }), shuffle: "by type" }
      : parseV2Compressor(compressor),
  };
}

function statedInV3({ codecs }: JsonObject, { dtype }: OutputPlan): Storage {
  const [bytes, compressor] = chunkCodecsOf(codecs);
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
