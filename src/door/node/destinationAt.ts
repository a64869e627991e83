import { stat } from "node:fs/promises";
import { ZarrdropError } from "../../model/errors.ts";
import type { DestinationReference } from "../../model/references.ts";
import { walkedPath } from "./walkedPath.ts";

/**
 * The folder that a path names, which need not be there yet.
 * @throws `storage` when it is a file; those of `walkedPath`
 */
export async function destinationAt(path: string): Promise<DestinationReference> {
  const folder = path === "" ? "." : await walkedPath(path);
  if ((await stat(path).catch(() => null))?.isDirectory() === false) {
    throw new ZarrdropError("storage", `${path} is a file, not a folder.`, {
      file: path,
      advice: "Name the folder in which the stores are made.",
    });
  }
  return { kind: "node", folder };
}
