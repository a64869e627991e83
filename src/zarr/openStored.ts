import type { ByteSource, FileOpener } from "../bytes/source.ts";
import { ZarrdropError } from "../model/errors.ts";

/**
 * A file of a Zarr hierarchy, or null for one that was left out, which for a chunk means the fill value.
 * @throws `source-unreadable` for a link to nowhere, which stands for bytes that are elsewhere, and for a pipe; `corrupt` for a folder
 */
export async function openStored(directory: FileOpener, path: string): Promise<ByteSource | null> {
  const source = await directory.open(path);
  if (source !== null) return source;
  const obstacle = await directory.obstacle?.(path);
  if (obstacle === "folder") {
    throw new ZarrdropError("corrupt", `${path} is a folder, where a file has to be.`, { file: path });
  }
  if (obstacle === "other") {
    throw new ZarrdropError("source-unreadable", `${path} is a link to nowhere, or no file.`, {
      file: path,
      safe: "The source itself was not touched.",
      advice: "Get its content first (with DataLad or git-annex: get), or copy the store again from where it is whole.",
    });
  }
  return null;
}
