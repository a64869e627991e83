import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { openSource } from "../src/bytes/openSource.ts";
import { asOpenError } from "../src/bytes/sourceErrors.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { proposePattern } from "../src/sequence/proposePattern.ts";
import type { FilesReference, SourceReference } from "../src/model/references.ts";
import { walkedPath } from "./walkedPath.ts";

/**
 * The source that a path names: a file with its siblings as possible companions, or a folder that is itself an image. `sequence`:
 * the files of the folder and those below it are one image by their names; a template (`sequence/sequencePattern.ts`), "auto" to have one
 * proposed, or null.
 */
export async function nodeSource(
  path: string,
  sequence: string | null = null,
  signal?: AbortSignal,
): Promise<SourceReference> {
  const absolute = resolve(await walkedPath(path));
  const found = await stat(absolute).catch((thrown: unknown) => {
    throw asOpenError(thrown, path);
  });
  if (!found.isFile() && !found.isDirectory()) {
    throw new ZarrdropError("unsupported-format", `${path} is a device, a pipe or the like, and no file.`, {
      file: path,
      advice: "Save what comes from there in a file first.",
    });
  }
  const source: FilesReference = found.isDirectory()
    ? { kind: "node", folder: absolute, main: "" }
    : { kind: "node", folder: dirname(absolute), main: basename(absolute) };
  if (sequence === null) return source;
  const template = sequence === "auto" ? await proposedTemplate(source.folder, signal) : sequence;
  return { kind: "sequence", source, pattern: { template } };
}

async function proposedTemplate(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const { directory } = await openSource({ kind: "node", folder, main: "" });
  const pattern = proposePattern(await directory.list(signal));
  if (pattern !== null) return pattern.template;
  throw new ZarrdropError("setting", `The names of the files in ${folder} do not show how they go together.`, {
    setting: "sequence",
    file: folder,
    advice: "Say it with a template, such as --sequence 'img_t{t}_c{c}_z{z}.tif'.",
  });
}
