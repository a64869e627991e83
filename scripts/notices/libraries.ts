import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Notice, tidyText } from "./notice.ts";

/** A C or C++ library that is compiled into modules in `wasm/`: one entry of `licences/libraries.json`. */
export type Library = {
  name: string;
  /** Its own version, or of what it is a part. */
  version: string;
  licence: string;
  /** The source package that the recipe downloads, and the library's folder in it. */
  package: string;
  packageVersion: string;
  folder: string;
  /** Names of the modules, without `.wasm`. */
  modules: readonly string[];
  /** Names of files in `licences/`. */
  texts: readonly string[];
};

/** The list of `licences/libraries.json`, of the project in the folder `root`. */
export function readLibraries(root: string): Library[] {
  // The project's own file; libraries.test.ts looks through it.
  return JSON.parse(readFileSync(join(root, "licences", "libraries.json"), "utf8")) as Library[];
}

/**
 * The notices for the libraries in some modules.
 *
 * @param modules names without `.wasm`
 * @throws {Error} for a module of which nothing is known
 */
export function libraryNotices(root: string, modules: Iterable<string>): Notice[] {
  const libraries = readLibraries(root);
  const wanted = new Set(modules);
  for (const module of wanted) {
    if (!libraries.some((library) => library.modules.includes(module))) {
      throw new Error(`${module}.wasm is in no entry of licences/libraries.json: nobody knows its licences`);
    }
  }
  return libraries
    .filter((library) => library.modules.some((module) => wanted.has(module)))
    .map(({ name, version, licence, texts }) => ({
      name,
      version,
      licence,
      texts: texts.map((file) => tidyText(readFileSync(join(root, "licences", file), "utf8"))),
    }));
}
