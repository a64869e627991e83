import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { NodeFolder } from "../src/bytes/nodeFile.ts";
import { safePath } from "../src/model/paths.ts";
import { isAbsentFile } from "../src/bytes/sourceErrors.ts";
import type { ServedStore } from "./storeServer.ts";

/**
 * A store in a folder, of which only the files are served that lie in it: what a link leads to, in the store or in the place of the store itself since, may
 * be anything.
 */
export async function servedFolder(folder: string): Promise<ServedStore> {
  const root = await realpath(folder);
  const files = new NodeFolder(root);
  return {
    async open(path) {
      const safe = safePath(path);
      if (safe === null) return null;
      const place = join(root, safe);
      const real = await realpath(place).catch((thrown: unknown) => {
        if (isAbsentFile(thrown)) return null;
        throw thrown;
      });
      return real === place ? files.open(safe) : null;
    },
  };
}
