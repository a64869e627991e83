import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MemorySource } from "../../src/bytes/memorySource.ts";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { sortPaths } from "../../src/model/paths.ts";
import { proposePattern } from "../../src/sequence/proposePattern.ts";
import type { ImageReader, ReaderOptions } from "../../src/formats/reader.ts";
import { FORMATS, openImage } from "../../src/formats/registry.ts";
import { samplePath } from "./oracleRows.ts";

/**
 * Opens a sample by its name in the oracle: a file with its folder, a folder that is itself the image, files by a pattern ("*.tif") as
 * the sequence that their names propose, or a file that lies there compressed with gzip, as do its companions.
 */
export async function openSample(path: string, signal: AbortSignal, options?: ReaderOptions): Promise<ImageReader> {
  const folder = dirname(samplePath(path));
  const main = basename(path);
  if (main.includes("*")) {
    const pattern = proposePattern(readdirSync(folder));
    if (pattern === null) throw new Error(`The names in ${folder} make no sequence.`);
    return openImage({ kind: "sequence", source: { kind: "node", folder, main: "" }, pattern }, signal);
  }
  const full = join(folder, main);
  if (!existsSync(full)) return openImage(await unpackedFolder(folder, main), signal);
  const source = statSync(full).isDirectory() ? { folder: full, main: "" } : { folder, main };
  return openImage({ kind: "node", ...source }, signal, FORMATS, options);
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
