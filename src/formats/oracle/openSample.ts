import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MemorySource } from "../../bytes/memorySource.ts";
import { type OpenedSource, openSource } from "../../bytes/openSource.ts";
import { sortPaths } from "../../bytes/paths.ts";
import { SAMPLES } from "./oracleRows.ts";

/**
 * A sample by its name in the oracle: a file with its folder, a folder that is itself the image, the first file of a pattern
 * ("*.tif"), or a file that lies there compressed with gzip, as do its companions.
 */
export async function openSample(path: string): Promise<OpenedSource> {
  const folder = join(SAMPLES, dirname(path));
  const main = basename(path);
  if (main.includes("*")) {
    const ending = main.slice(main.indexOf("*") + 1);
    const first = readdirSync(folder)
      .toSorted()
      .find((name) => name.endsWith(ending));
    return openSource({ kind: "node", folder, main: first ?? main });
  }
  const full = join(folder, main);
  if (existsSync(full)) {
    return statSync(full).isDirectory()
      ? openSource({ kind: "node", folder: full, main: "" })
      : openSource({ kind: "node", folder, main });
  }
  return unpackedFolder(folder, main);
}

/** The gzip files of a folder as what is in them. */
async function unpackedFolder(folder: string, main: string): Promise<OpenedSource> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".gz"))
    .map((name) => name.slice(0, -3));
  const directory = {
    name: basename(folder),
    list: async () => sortPaths([...names]),
    open: async (path: string) => {
      if (!names.includes(path)) return null;
      return new MemorySource(path, new Uint8Array(gunzipSync(readFileSync(join(folder, `${path}.gz`)))));
    },
  };
  return { directory, main, source: await directory.open(main) };
}
