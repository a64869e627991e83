import type { CompressorConfiguration } from "../model/compressor.ts";
import { type DataType, itemSize } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { ExistingStore } from "../plan/layout/appendTo.ts";
import type { LevelPlan } from "../plan/plan.ts";
import { levelDocuments, type ArrayStorage } from "./levelArray.ts";
import { chunkCodecsOf, parseV2Compressor, parseV3Compressor } from "../zarr/codecMetadata.ts";
import { parseDataTypeName } from "../zarr/dataTypes.ts";
import { isObject, type JsonObject } from "../model/untrustedJson.ts";
import { sortedKeys } from "./jsonFile.ts";
import type { Sink } from "./sink.ts";
import { ngffAttributes, readRoot, readStoredArray, type RootMetadata } from "./storeMetadata.ts";
import { isUntouched } from "./tornMarker.ts";
import { datasetPaths } from "./validation/image.ts";

/**
 * What a finished store is, so that time points can be added to it. Only stores whose arrays are written just as this
 * program writes them can be continued: each array's metadata is made again from what was understood, and has to be
 * equal.
 * @throws `setting` (for `existing`) with the reason why it cannot be continued; those of the sink
 */
export async function describeExistingStore(sink: Sink, storeName: string): Promise<ExistingStore> {
  const refuse = (reason: string): never => {
    throw refusal(storeName, reason);
  };
  if (!(await isUntouched(sink))) refuse("it is not finished");
  const root = (await readRoot(sink)) ?? refuse("it is no image");
  const { zarrFormat } = root;
  const axes = axisNames(root) ?? refuse("its axes are not named");
  const levels: LevelPlan[] = [];
  let described: Pick<ExistingStore, "dtype" | "byteOrder" | "compressor"> | null = null;
  for (const [index, path] of datasetPaths(ngffAttributes(root)).entries()) {
    if (path !== String(index)) refuse(`its levels are not called 0, 1 and so on`);
    const { json, array } = (await readStoredArray(sink, zarrFormat, path)) ?? { json: {}, array: null };
    if (array === null || array.dtype === null || array.shape.length !== axes.length) {
      return refuse(`level ${path} is not understood`);
    }
    const { shape, chunkShape, shardShape, dtype } = array;
    const level: LevelPlan = { path, shape, chunkShape, shardShape, scale: [], translation: null };
    const big = parseDataTypeName(zarrFormat, array.dtypeName)?.byteOrder === "big";
    const own = {
      dtype,
      compressor: compressorOf(zarrFormat, json, dtype),
      ...(big ? { byteOrder: "big" as const } : {}),
    };
    if (!isWrittenAlike(json, zarrFormat, own, axes, level)) refuse(`level ${path} is stored in another way`);
    if (described !== null && JSON.stringify(own) !== JSON.stringify(described))
      refuse("its levels differ in how they are stored");
    described = own;
    levels.push(level);
  }
  if (described === null) return refuse("it has no levels");
  return {
    zarrFormat,
    axes,
    ...described,
    levels: levels.map(({ shape, chunkShape, shardShape }) => ({ shape, chunkShape, shardShape })),
  };
}

/**
 * Refuses a store of which a level holds what is neither file nor folder. A chunk behind a link is not there for a
 * sink: what it holds would be lost where an append has to keep a part of it. Every folder is listed, so this is asked
 * of the one store that is meant.
 * @throws `setting` (for `existing`); those of the sink
 */
export async function refuseLinkedLevels(sink: Sink, storeName: string, levels: readonly LevelPlan[]): Promise<void> {
  for (const { path } of levels) {
    if (await holdsLinks(sink, path)) throw refusal(storeName, `level ${path} holds links to other places`);
  }
}

function refusal(storeName: string, reason: string): ZarrdropError {
  return new ZarrdropError("setting", `Time points cannot be added to ${storeName}: ${reason}.`, {
    setting: "existing",
    file: storeName,
    safe: "Nothing was changed.",
  });
}

async function holdsLinks(sink: Sink, folder: string, isThere = false): Promise<boolean> {
  for await (const { name, kind } of sink.entries(folder, isThere)) {
    if (kind === "other" || (kind === "folder" && (await holdsLinks(sink, `${folder}/${name}`, true)))) return true;
  }
  return false;
}

function axisNames(root: RootMetadata): string[] | null {
  const { multiscales } = ngffAttributes(root);
  const first: unknown = Array.isArray(multiscales) ? multiscales[0] : null;
  const axes: unknown[] = isObject(first) && Array.isArray(first.axes) ? first.axes : [];
  const names = axes.map((axis) => (isObject(axis) ? axis.name : null));
  return names.length > 0 && names.every((name) => typeof name === "string") ? names : null;
}

function compressorOf(zarrFormat: 2 | 3, json: JsonObject, dtype: DataType): CompressorConfiguration | null {
  if (zarrFormat === 2) return parseV2Compressor(json.compressor);
  const compressor = parseV3Compressor(chunkCodecsOf(json.codecs)[1]);
  // A type size that is the data type's own is left to the data type, as the planner does.
  return compressor?.id === "blosc" && compressor.typesize === itemSize(dtype)
    ? { ...compressor, typesize: null }
    : compressor;
}

/** True when this program would write the same metadata for the array. The order of keys does not matter. */
function isWrittenAlike(
  json: JsonObject,
  zarrFormat: 2 | 3,
  { dtype, byteOrder, compressor }: Pick<ExistingStore, "dtype" | "byteOrder" | "compressor">,
  axes: string[],
  level: LevelPlan,
): boolean {
  const output: ArrayStorage = {
    zarrFormat,
    dtype,
    compressor,
    axes: axes.map((name) => ({ name, type: null, unit: null })),
    ...(byteOrder === undefined ? {} : { byteOrder }),
  };
  const own = levelDocuments(output, level).at(-1)!.value;
  return JSON.stringify(sortedKeys(own)) === JSON.stringify(sortedKeys(json));
}
