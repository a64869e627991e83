import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { decodeXmlBytes } from "../xml.ts";
import { indexInFolder } from "./indexInFolder.ts";
import type { IndexInput } from "./openPlate.ts";

/**
 * The index file of a plate: the one that was dropped, or the only one in the folder that was.
 * @throws `unsupported-feature` for a folder of several plates, `source-changed`
 */
export async function openIndex(
  { path, source, paths, directory }: IndexInput,
  isIndex: (path: string) => boolean,
): Promise<{ path: string; source: ByteSource }> {
  if (source !== null) return { path, source };
  const found = indexInFolder(paths, isIndex);
  const opened = found === null ? null : await directory.open(found);
  if (found === null || opened === null) {
    throw new ZarrdropError("source-changed", "The index of the plate is not there any more.");
  }
  const depth = found.split("/").length;
  const others = paths.filter((other) => isIndex(other) && other.split("/").length === depth);
  if (others.length > 1) throw severalPlates(others);
  return { path: found, source: opened };
}

/** The error for a folder of several plates. */
export function severalPlates(plates: readonly string[]): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `The folder holds ${plates.length} plates.`, {
    files: plates.slice(0, 100),
    advice: "Open them one by one, by their own folders or index files.",
  });
}

/**
 * A text file of a plate as a whole.
 * @throws `limit`, those of reading
 */
export async function readIndexText(source: ByteSource, signal: AbortSignal): Promise<string> {
  if (source.size > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `${source.name} is too large to be read.`, { file: source.name });
  }
  return decodeXmlBytes(await source.read(0, source.size, signal)).replace(/^\uFEFF/, "");
}
