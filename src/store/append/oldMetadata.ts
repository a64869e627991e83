import { missedTwice } from "../../bytes/missedTwice.ts";
import { LIMITS } from "../../model/limits.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { jsonBytes, readJson } from "../jsonFile.ts";
import type { StoreReader } from "../sink.ts";
import { levelFiles, OME_XML_PATH, readRoot, type StoreFile } from "../storeMetadata.ts";
import { grownOmeXml } from "./grownOmeXml.ts";

/** A copy of all metadata that others have put into one file of a Zarr v2 store: it says the same again, of the time before. */
const CONSOLIDATED = ".zmetadata";

/** The file that makes the folder a Zarr group. */
export function groupFile({ zarrFormat }: OutputPlan): string {
  return zarrFormat === 3 ? "zarr.json" : ".zgroup";
}

/** Files at the root by which any reader may open the store as an image; that of its group is the last. */
export function rootPaths(output: OutputPlan): string[] {
  const group = groupFile(output);
  return [...[CONSOLIDATED, ".zattrs", "zarr.json", ".zgroup"].filter((path) => path !== group), group];
}

/** The file of a level's array. */
export function arrayFile(output: OutputPlan, level: number): StoreFile {
  return levelFiles(output, level).at(-1)!;
}

/** All metadata files that an append may change and that the store has, in the order in which they are put back. */
export async function oldMetadataPaths(store: StoreReader, output: OutputPlan): Promise<string[]> {
  const levels = output.levels.map((_, level) => arrayFile(output, level).path);
  const sizes = new Map<string, number>();
  for (const path of [OME_XML_PATH, ...levels, ...rootPaths(output)]) {
    // One that a drive misses for a moment would not be put back.
    sizes.set(path, (await missedTwice(() => store.size(path))) ?? 0);
  }
  // A larger OME-XML is left as it is.
  if (sizes.get(OME_XML_PATH)! > LIMITS.metadataBytes) sizes.delete(OME_XML_PATH);
  return [...sizes.keys()].filter((path) => sizes.get(path)! > 0);
}

/**
 * The files that end an append, in the order of writing: the OME-XML where it changes, then the root as it was, with
 * `change` applied to its attributes. What is the same again is the same bytes. Metadata that were put together in one
 * place would hide the new time points: they are left out, and readers take the files themselves.
 * @throws `corrupt`, `limit`, those of the sink
 */
export async function metadataAfter(
  before: StoreReader,
  output: OutputPlan,
  change: (attributes: Record<string, unknown>) => Record<string, unknown>,
): Promise<StoreFile[]> {
  const root = await readRoot(before);
  const attributes = change(root?.attributes ?? {});
  const isChanged = attributes !== root?.attributes;
  const files = await grownOmeXml(before, output);
  for (const path of rootPaths(output)) {
    const bytes = path === CONSOLIDATED ? null : await before.read(path);
    if (bytes === null) continue;
    if (output.zarrFormat === 2 && path === ".zattrs" && isChanged) files.push({ path, bytes: jsonBytes(attributes) });
    else if (output.zarrFormat === 3 && path === "zarr.json") files.push({ path, bytes: await groupAfter(bytes) });
    else files.push({ path, bytes });
  }
  return files;

  async function groupAfter(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const group = await readJson(before, "zarr.json");
    if (!isObject(group)) return bytes;
    const { consolidated_metadata: consolidated, ...rest } = group;
    if (!isChanged && !isObject(consolidated)) return bytes;
    return jsonBytes({ ...rest, ...(isChanged ? { attributes } : {}) });
  }
}
