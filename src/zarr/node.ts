import { joinPath } from "../model/paths.ts";
import type { FileOpener } from "../bytes/source.ts";
import { ZarrdropError } from "../model/errors.ts";
import { ARRAY_FILES } from "./arrayDocuments.ts";
import { type ArrayMetadata, parseV2Array, parseV3Array } from "./arrayMetadata.ts";
import { isObject, type JsonObject } from "../model/untrustedJson.ts";
import { damagedMetadata, objectIn, readJson } from "./json.ts";
import { parseN5Array } from "./n5Array.ts";

/** Attributes of a Zarr group, and where they came from. */
export type ZarrGroup = { path: string; format: 2 | 3; attributes: JsonObject };

/**
 * A folder as a Zarr group of either version, or null if it is none. An array counts as none. NGFF 0.5 keeps its
 * attributes under "ome": they are brought to the top, where 0.4 has them.
 * @throws `corrupt`, `limit`
 */
export async function readGroup(directory: FileOpener, path: string, signal: AbortSignal): Promise<ZarrGroup | null> {
  const metadataPath = joinPath(path, "zarr.json");
  const metadata = await readJson(directory, metadataPath, signal);
  if (metadata !== null) {
    if (metadata["zarr_format"] !== 3) throw damagedMetadata(metadataPath, "zarr_format");
    if (metadata["node_type"] !== "group") return null;
    const attributes = objectIn(metadata, "attributes");
    const ome = attributes["ome"];
    return { path, format: 3, attributes: isObject(ome) ? { ...attributes, ...ome } : attributes };
  }
  const attributes = await readJson(directory, joinPath(path, ".zattrs"), signal);
  // A group that was copied without its marker is still what its attributes say.
  if (attributes !== null) return { path, format: 2, attributes };
  return (await readJson(directory, joinPath(path, ".zgroup"), signal)) === null
    ? null
    : { path, format: 2, attributes: {} };
}

/**
 * A folder as a Zarr array.
 * @throws `companion-missing` if it is none; those of the parsers
 */
export async function readArray(
  directory: FileOpener,
  path: string,
  format: 2 | 3,
  signal: AbortSignal,
): Promise<ArrayMetadata> {
  const file = joinPath(path, ARRAY_FILES[format]);
  const metadata = await readJson(directory, file, signal);
  if (metadata === null || (format === 3 && metadata["node_type"] !== "array")) {
    throw new ZarrdropError("companion-missing", `The image names an array that is not there: ${path}.`, {
      file: path,
      files: [file],
      advice: "The store may have been copied in part only.",
    });
  }
  return format === 3 ? parseV3Array(metadata, path) : parseV2Array(metadata, path);
}

/** What a folder of an N5 hierarchy says of itself, and the array that it is; null for a folder that says nothing. */
export async function readN5Node(
  directory: FileOpener,
  path: string,
  signal: AbortSignal,
): Promise<{ attributes: JsonObject; array: ArrayMetadata | null } | null> {
  const attributes = await readJson(directory, joinPath(path, ARRAY_FILES.n5), signal);
  if (attributes === null) return null;
  return { attributes, array: attributes["dimensions"] === undefined ? null : parseN5Array(attributes, path) };
}
