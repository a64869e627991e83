import { folderOf, joinPath, safePath } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { ndtiffIndexIn } from "./ndtiffIndexPath.ts";
import { companionMissing } from "./errors.ts";
import { open as openTiff } from "./reader.ts";
import { readNdtiffIndex } from "./series/ndtiffIndex.ts";

/**
 * Opens an NDTiff dataset by its index, or by the folder that has it: the first file that the index names is asked for the rest.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { directory, signal } = input;
  const path = input.source === null ? ndtiffIndexIn(await directory.list(signal)) : input.path;
  const source = path === null ? null : (input.source ?? (await directory.open(path)));
  if (path === null || source === null) {
    throw new ZarrdropError("source-changed", "The index of the dataset is not there any more.");
  }
  if (source.size > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `${path} is too large to be read.`, { file: path });
  }
  const [first] = readNdtiffIndex(await source.read(0, source.size, signal), path);
  if (first === undefined) throw new ZarrdropError("corrupt", `${path} lists no images.`, { file: path });
  const stack = safePath(joinPath(folderOf(path), first.file));
  const opened = stack === null ? null : await directory.open(stack);
  if (stack === null || opened === null) throw companionMissing(path, [first.file]);
  return openTiff({ ...input, path: stack, source: opened });
}
