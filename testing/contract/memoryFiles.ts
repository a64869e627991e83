import { MemorySource } from "../../src/bytes/memorySource.ts";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { baseName, safePath, sortPaths } from "../../src/model/paths.ts";

/** Files in memory as an opened source; `main` "" for a directory image. For tests. */
export function memoryFiles(files: Readonly<Record<string, Uint8Array>>, main: string): OpenedSource {
  const sources = new Map(
    Object.entries(files).map(([path, bytes]) => [path, new MemorySource(baseName(path), Uint8Array.from(bytes))]),
  );
  const directory = {
    name: "folder",
    list: async () => sortPaths([...sources.keys()]),
    open: async (path: string) => sources.get(safePath(path) ?? "") ?? null,
  };
  const source = main === "" ? null : sources.get(main);
  if (source === undefined) throw new Error(`${main} is not among the files`);
  return { directory, main, source };
}
