import { joinPath } from "../../bytes/paths.ts";
import type { WalkableDirectory } from "../../bytes/source.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { directoryOf, openSource } from "../../bytes/openSource.ts";
import { rootPath } from "../../formats/ome-zarr/storeRoot.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { FilesReference } from "../../model/references.ts";
import type { StoreReader } from "../../store/sink.ts";

/** A store that can be walked: its root is the top of the directory. */
export type OpenedStore = { directory: WalkableDirectory; name: string };

/**
 * The store that a reference names: a folder, or a zip archive (.ozx, .zip). As readers do, it is looked for in the one folder at the
 * top, too. Errors: those of opening and of reading zip archives.
 */
export async function openStoreDirectory(reference: FilesReference, signal: AbortSignal): Promise<OpenedStore> {
  const { source } = await openSource(reference);
  const holder = source === null ? await directoryOf(reference) : await ZipDirectory.open(source, signal);
  const name = source?.name ?? holder.name ?? "";
  const path = await rootPath(holder, name).catch((thrown: unknown) => {
    // No store, or several: that is said of the folder itself.
    if (asZarrdropError(thrown).kind === "unsupported-format") return "";
    throw thrown;
  });
  if (path === "") return { directory: holder, name };
  return { directory: directoryBelow(holder, path), name: source === null ? path : name };
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
