import { joinPath } from "../../model/paths.ts";
import type { ByteDirectory, ByteSource } from "../../bytes/source.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";

/** Where a store begins. */
export type StoreRoot = {
  directory: ByteDirectory;
  /** Path of the root group; "" = the top. */
  path: string;
  /** Name of the store for people. */
  name: string;
};

/** Names of the files that make a folder a Zarr node. */
const NODE_FILES = ["zarr.json", ".zattrs", ".zgroup"];

/**
 * Finds the store in a folder or zip archive: at its top, or in the one folder that the top holds (archives are packed
 * both ways).
 * @throws `unsupported-format` if there is none or several; `corrupt` for a store whose conversion did not end; those
 *   of reading zip
 */
export async function findStoreRoot(
  directory: ByteDirectory,
  source: ByteSource | null,
  signal: AbortSignal,
): Promise<StoreRoot> {
  const holder = source === null ? directory : await ZipDirectory.open(source, signal);
  const name = source?.name ?? directory.name ?? "";
  const path = await rootPath(holder, name === "" ? "The folder" : name);
  if ((await holder.open(joinPath(path, STORE_MARKER))) !== null) {
    throw new ZarrdropError(
      "corrupt",
      `${path === "" ? name : path} is not complete: the conversion that makes it was stopped.`,
      {
        file: path === "" ? name : path,
        advice: "Let that conversion go on to its end, or make the store anew.",
      },
    );
  }
  return { directory: holder, path, name: source === null && path !== "" ? path : name };
}

/**
 * Path of the store in a folder or archive: "" for its top, or the one folder there that is a store. What is finished inside of a store
 * that is not (its labels, the rows of its plate) is no store of its own.
 * @throws `unsupported-format`
 */
export async function rootPath(directory: ByteDirectory, name: string): Promise<string> {
  for (const file of [STORE_MARKER, ...NODE_FILES]) {
    if ((await directory.open(file)) !== null) return "";
  }
  const tops = new Set<string>();
  for (const path of await directory.list()) {
    const [top, file, ...deeper] = path.split("/");
    if (deeper.length === 0 && file !== undefined && NODE_FILES.includes(file)) tops.add(top!);
  }
  const [only, ...more] = tops;
  if (only === undefined) {
    throw new ZarrdropError("unsupported-format", `${name} holds no OME-Zarr image.`, { file: name });
  }
  if (more.length > 0) {
    throw new ZarrdropError("unsupported-format", `${name} holds several OME-Zarr stores: ${[...tops].join(", ")}.`, {
      file: name,
      advice: "Open them one at a time.",
    });
  }
  return only;
}
