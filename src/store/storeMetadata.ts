import type { HierarchyPlan, OutputPlan } from "../plan/plan.ts";
import { ARRAY_FILES, type MetadataFile } from "../zarr/arrayDocuments.ts";
import { parseStoredArray, type StoredArray } from "../zarr/storedArray.ts";
import { levelDocuments } from "./levelArray.ts";
import { groupDocuments } from "../zarr/groupDocuments.ts";
import { isObject, type JsonObject } from "../model/untrustedJson.ts";
import { jsonBytes, readJson } from "./jsonFile.ts";
import type { StoreReader, Sink } from "./sink.ts";
import { ZarrdropError } from "../model/errors.ts";

const OME_FOLDER = "OME";
/** Where NGFF keeps the OME-XML of a store (bioformats2raw layout). */
export const OME_XML_PATH = `${OME_FOLDER}/METADATA.ome.xml`;

/** A file that is not pixels. */
export type StoreFile = { path: string; bytes: Uint8Array<ArrayBuffer> };

/** Metadata of one level, in the order of writing. */
export function levelFiles(output: OutputPlan, levelIndex: number): StoreFile[] {
  return levelDocuments(output, output.levels[levelIndex]!).map(asFile);
}

/**
 * What makes the store an image, in the order of writing: OME-XML in its group, then the root. `attributes` comes from
 * `rootAttributes` (`plan/metadata/ngff.ts`).
 */
export function rootFiles(output: OutputPlan, attributes: Record<string, unknown>): StoreFile[] {
  const { omeXml } = output.metadata;
  const root = groupDocuments(output.zarrFormat, "", attributes).map(asFile);
  if (omeXml === null) return root;
  return [
    { path: OME_XML_PATH, bytes: new TextEncoder().encode(omeXml) },
    ...groupDocuments(output.zarrFormat, OME_FOLDER, null).map(asFile),
    ...root,
  ];
}

/** What holds the images of a hierarchy together, in the order of writing: OME-XML, then the groups, the root last. */
export function hierarchyFiles({ zarrFormat, groups, omeXml }: HierarchyPlan): StoreFile[] {
  const files = groups.flatMap(({ path, attributes }) => groupDocuments(zarrFormat, path, attributes).map(asFile));
  return omeXml === null ? files : [{ path: OME_XML_PATH, bytes: new TextEncoder().encode(omeXml) }, ...files];
}

function asFile({ path, value }: MetadataFile): StoreFile {
  return { path, bytes: jsonBytes(value) };
}

/**
 * Reads files back and compares them byte by byte.
 * @throws `corrupt` naming the first that differs
 */
export async function checkFiles(sink: Sink, files: readonly StoreFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const found = await sink.read(path);
    if (found !== null && found.length === bytes.length && found.every((value, at) => value === bytes[at])) continue;
    throw new ZarrdropError("corrupt", `${path} does not hold what was written to it.`, {
      file: path,
      advice: "Check the drive of the destination, then convert again.",
    });
  }
}

/**
 * The metadata of an array in a folder of a store: all of them, and what of them is understood. Null without any.
 * @throws `corrupt`, `limit`
 */
export async function readStoredArray(
  store: StoreReader,
  zarrFormat: 2 | 3,
  path: string,
): Promise<{ json: JsonObject; array: StoredArray | null } | null> {
  const json = await readJson(store, `${path}/${ARRAY_FILES[zarrFormat]}`);
  return isObject(json) ? { json, array: parseStoredArray(zarrFormat, json) } : null;
}

/** Metadata of the root of a store of either format. */
export type RootMetadata = {
  zarrFormat: 2 | 3;
  attributes: Record<string, unknown>;
};

/** Where a root group has its NGFF metadata: beside other attributes in Zarr v2, under "ome" in v3; empty without any. */
export function ngffAttributes({ zarrFormat, attributes }: RootMetadata): Record<string, unknown> {
  const found = zarrFormat === 3 ? attributes.ome : attributes;
  return isObject(found) ? found : {};
}

/**
 * The root group of a store, or null when the folder is no Zarr group.
 * @throws `corrupt`, `limit`
 */
export async function readRoot(sink: StoreReader): Promise<RootMetadata | null> {
  const v3 = await readJson(sink, "zarr.json");
  if (isObject(v3) && v3.zarr_format === 3 && v3.node_type === "group") {
    return { zarrFormat: 3, attributes: isObject(v3.attributes) ? v3.attributes : {} };
  }
  const v2 = await readJson(sink, ".zgroup");
  if (!isObject(v2) || v2.zarr_format !== 2) return null;
  const attributes = await readJson(sink, ".zattrs");
  return { zarrFormat: 2, attributes: isObject(attributes) ? attributes : {} };
}
