import { asZarrdropError } from "../model/errors.ts";
import { isObject } from "../model/untrustedJson.ts";
import { readJson } from "./jsonFile.ts";
import type { StoreReader } from "./sink.ts";

/** A folder of a store as Zarr sees it. */
export type StoreNode =
  | {
      kind: "group";
      path: string;
      zarrFormat: 2 | 3;
      attributes: Record<string, unknown>;
      /** Where the attributes are. */ file: string;
    }
  | { kind: "array"; path: string; zarrFormat: 2 | 3; metadata: Record<string, unknown>; file: string }
  | { kind: "none" }
  /** There is metadata that cannot be used: the file, and why. */
  | { kind: "damaged"; file: string; message: string };

/**
 * The node in a folder, "" for the root.
 * @throws those of the sink; what is wrong with the metadata is in the result
 */
export async function readNode(files: StoreReader, path: string): Promise<StoreNode> {
  const at = (name: string): string => (path === "" ? name : `${path}/${name}`);
  const v3 = await readMetadata(files, at("zarr.json"));
  if (v3 !== null) {
    const { file } = v3;
    if ("message" in v3) return { kind: "damaged", file, message: v3.message };
    const { zarr_format: format, node_type: type, attributes } = v3.value;
    if (format !== 3 || (type !== "group" && type !== "array")) {
      return { kind: "damaged", file, message: `${file} does not say that it is a group or an array of Zarr v3.` };
    }
    if (type === "array") return { kind: "array", path, zarrFormat: 3, metadata: v3.value, file };
    if (attributes !== undefined && !isObject(attributes)) {
      return { kind: "damaged", file, message: `The attributes in ${file} are no object.` };
    }
    return { kind: "group", path, zarrFormat: 3, attributes: attributes ?? {}, file };
  }
  const array = await readMetadata(files, at(".zarray"));
  if (array !== null) {
    const { file } = array;
    if ("message" in array) return { kind: "damaged", file, message: array.message };
    if (array.value.zarr_format === 2) return { kind: "array", path, zarrFormat: 2, metadata: array.value, file };
    return { kind: "damaged", file, message: `${file} does not say that it is an array of Zarr v2.` };
  }
  const group = await readMetadata(files, at(".zgroup"));
  if (group === null) {
    const file = at(".zattrs");
    if ((await files.size(file)) === null) return { kind: "none" };
    return { kind: "damaged", file, message: `There is neither .zgroup nor .zarray beside ${file}.` };
  }
  if ("message" in group) return { kind: "damaged", file: group.file, message: group.message };
  if (group.value.zarr_format !== 2) {
    return { kind: "damaged", file: group.file, message: `${group.file} does not say that it is a group of Zarr v2.` };
  }
  const attributes = await readMetadata(files, at(".zattrs"));
  if (attributes === null) return { kind: "group", path, zarrFormat: 2, attributes: {}, file: at(".zattrs") };
  if ("message" in attributes) return { kind: "damaged", file: attributes.file, message: attributes.message };
  return { kind: "group", path, zarrFormat: 2, attributes: attributes.value, file: attributes.file };
}

/** The object in a metadata file, why it is none, or null when there is no such file. */
async function readMetadata(
  files: StoreReader,
  file: string,
): Promise<{ file: string; value: Record<string, unknown> } | { file: string; message: string } | null> {
  const size = await files.size(file);
  if (size === null) return null;
  if (size === 0) return { file, message: `${file} is empty.` };
  try {
    const value = await readJson(files, file);
    return isObject(value) ? { file, value } : { file, message: `${file} holds no JSON object.` };
  } catch (thrown) {
    const error = asZarrdropError(thrown);
    if (error.kind !== "corrupt" && error.kind !== "limit") throw error;
    return { file, message: error.message };
  }
}
