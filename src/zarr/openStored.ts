import type { ByteSource, FileOpener } from "../bytes/source.ts";
import { ZarrdropError } from "../model/errors.ts";

/**
 * A file of a Zarr hierarchy, or null for one that was left out, which for a chunk means the fill value. Only what was missed twice passes for
 * that: a drive may say of a file that is out of reach for a moment that it is not there.
 * @throws `source-unreadable` for what has a name and is no file: a link to nowhere stands for bytes that are elsewhere
 */
export async function openStored(directory: FileOpener, path: string): Promise<ByteSource | null> {
  const source = (await directory.open(path)) ?? (await directory.open(path));
  if (source === null && (await directory.isTaken?.(path)) === true) {
    throw new ZarrdropError("source-unreadable", `${path} is a link to nowhere, or no file.`, {
      file: path,
      safe: "The source itself was not touched.",
      advice: "Get its content first (with DataLad or git-annex: get), or copy the store again from where it is whole.",
    });
  }
  return source;
}
