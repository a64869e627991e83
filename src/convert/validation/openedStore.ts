import { joinPath } from "../../model/paths.ts";
import type { ByteSource, WalkableDirectory } from "../../bytes/source.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { looksLikeZip } from "../../bytes/zipEntries.ts";
import { directoryOf, openSource } from "../../bytes/openSource.ts";
import { rootPath } from "../../formats/ome-zarr/storeRoot.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import type { FilesReference } from "../../model/references.ts";
import type { StoreReader } from "../../store/sink.ts";

/** A store that can be walked: its root is the top of the directory. */
export type OpenedStore = { directory: WalkableDirectory; name: string };

/**
 * The store that a reference names: a folder, or a zip archive (.ozx, .zip). As readers do, it is looked for in the one
 * folder at the top, too.
 * @throws those of opening and of reading zip archives
 */
export async function openStoreDirectory(reference: FilesReference, signal: AbortSignal): Promise<OpenedStore> {
  const { source } = await openSource(reference);
  const holder = source === null ? await directoryOf(reference) : await openArchive(source, signal);
  const name = source?.name ?? holder.name ?? "";
  const path = await rootPath(holder, name).catch((thrown: unknown) => {
    // No store, or several: that is said of the folder itself.
    if (asZarrdropError(thrown).kind === "unsupported-format") return "";
    throw thrown;
  });
  if (path === "") return { directory: holder, name };
  return { directory: directoryBelow(holder, path), name: source === null ? path : name };
}

async function openArchive(source: ByteSource, signal: AbortSignal): Promise<ZipDirectory> {
  if (looksLikeZip(await source.read(0, Math.min(4, source.size), signal))) return ZipDirectory.open(source, signal);
  throw new ZarrdropError(
    "unsupported-format",
    `${source.name} is no OME-Zarr: that is a folder, or a .zip or .ozx file.`,
    {
      file: source.name,
      advice: "Name the folder of the store.",
    },
  );
}

/** A folder of a directory as a directory of its own. */
function directoryBelow(directory: WalkableDirectory, folder: string): WalkableDirectory {
  return {
    name: folder,
    list: async () => {
      const start = `${folder}/`;
      return (await directory.list()).filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
    },
    open: (path) => directory.open(joinPath(folder, path)),
    entries: (path) => directory.entries(path === "" ? folder : joinPath(folder, path)),
    obstacle: async (path) => (await directory.obstacle?.(joinPath(folder, path))) ?? null,
  };
}

/** The files of a directory as the rules of NGFF read them. */
export function storeReader(directory: WalkableDirectory, signal: AbortSignal): StoreReader {
  return {
    size: async (path) => (await directory.open(path))?.size ?? null,
    read: async (path, range) => {
      const source = await directory.open(path);
      if (source === null || source.size === 0) return null;
      const offset = Math.min(range?.offset ?? 0, source.size);
      return source.read(offset, Math.min(range?.length ?? source.size, source.size - offset), signal);
    },
  };
}
