import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { asOpenError } from "../../bytes/sourceErrors.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { FilesReference } from "../../model/references.ts";
import { walkedPath } from "./walkedPath.ts";

/** The source that a path names: a file with its siblings as possible companions, or a folder that is itself an image. */
export async function sourceAt(path: string): Promise<FilesReference & { kind: "node" }> {
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
  return found.isDirectory()
    ? { kind: "node", folder: absolute, main: "" }
    : { kind: "node", folder: dirname(absolute), main: basename(absolute) };
}
