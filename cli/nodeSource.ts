import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { ZarrdropError } from "../src/model/errors.ts";
import type { SourceReference } from "../src/model/references.ts";

/** The source that a path names: a file with its siblings as possible companions, or a folder that is itself an image. */
export async function nodeSource(path: string): Promise<SourceReference> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => null);
  if (found === null) {
    throw new ZarrdropError("source-changed", `${path} does not exist.`, { file: path, advice: "Check the path." });
  }
  return found.isDirectory()
    ? { kind: "node", folder: absolute, main: "" }
    : { kind: "node", folder: dirname(absolute), main: basename(absolute) };
}
