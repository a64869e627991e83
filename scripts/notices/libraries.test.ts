import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { libraryNotices, readLibraries } from "./libraries.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const libraries = readLibraries(root);
const kernelRecipe = readFileSync(join(root, "wasm/build.py"), "utf8");
const pictureRecipe = readFileSync(join(root, "wasm/pictures/modules.py"), "utf8");
const fonts = JSON.parse(readFileSync(join(root, "licences/fonts.json"), "utf8")) as { texts: string[] }[];
const packages = JSON.parse(readFileSync(join(root, "licences/packages.json"), "utf8")) as Record<
  string,
  Record<string, string[]>
>;

/** `name version` of every source package that a recipe downloads. */
function downloads(): string[] {
  const kernel = [...kernelRecipe.matchAll(/^[A-Z]+ = \("([\w-]+)", "([^"]+)", "[0-9a-f]{64}"\)/gm)];
  const compiler = [...kernelRecipe.matchAll(/^COMPILER = "(\w+)==([\w.]+) /gm)];
  const pictures = [...pictureRecipe.matchAll(/^ {4}"([\w-]+)": \("([^"]+)", "[0-9a-f]{64}"\)/gm)];
  return [...kernel, ...compiler, ...pictures].map(([, name, version]) => `${name} ${version}`);
}

/** The modules of the recipes, each with its source packages. */
function recipes(): [module: string, packages: string[]][] {
  const pictures = [...pictureRecipe.matchAll(/^ {4}"(\w+)": \{\n {8}"source": "([\w-]+)"/gm)];
  return [
    ["kernel", ["numcodecs", "deflate", "ziglang"]],
    ...pictures.map(([, module, source]): [string, string[]] => [module!, [source!, "ziglang"]]),
  ];
}

/** Names of all modules that are in the repository. */
const modules = ["wasm", "wasm/pictures"]
  .flatMap((folder) => readdirSync(join(root, folder)))
  .filter((name) => name.endsWith(".wasm"))
  .map((name) => name.replace(/\.wasm$/, ""))
  .toSorted();

describe("licences/libraries.json", () => {
  it("names every source package of the recipes, at its version, and no other", () => {
    const named = new Set(libraries.map((library) => `${library.package} ${library.packageVersion}`));
    expect([...named].toSorted()).toEqual(downloads().toSorted());
    expect(named.size).toBe(11);
  });

  it("has the modules that the recipes build and that are here", () => {
    expect(modules).toEqual(
      recipes()
        .map(([module]) => module)
        .toSorted(),
    );
    expect([...new Set(libraries.flatMap((library) => library.modules))].toSorted()).toEqual(modules);
  });

  it.each(recipes())("%s: something of each of its source packages", (module, sources) => {
    const inModule = libraries.filter((library) => library.modules.includes(module));
    expect([...new Set(inModule.map((library) => library.package))].toSorted()).toEqual(sources.toSorted());
  });

  it("names the libraries that lie inside others", () => {
    const inner = [
      ...[...kernelRecipe.matchAll(/"internal-complibs"\)\.glob\("(\w+)-/g)].map(
        ([, name]) => `internal-complibs/${name}-`,
      ),
      ...[...pictureRecipe.matchAll(/third_party\/\w+/g)].map(([path]) => path),
    ];
    expect(new Set(inner).size).toBe(3);
    expect(inner.filter((path) => !libraries.some((library) => library.folder.includes(path)))).toEqual([]);
  });

  it("names C++'s library for modules that are written in C++", () => {
    const written = [...pictureRecipe.matchAll(/^ {4}"(\w+)": \{\n(?: {8}.*\n)*? {8}"cxxflags"/gm)].map(
      ([, module]) => module,
    );
    expect(written).toEqual(["jpegXl", "lerc"]);
    for (const name of ["libc++", "libc++abi"]) {
      expect(libraries.find((library) => library.name === name)?.modules.toSorted()).toEqual(written);
    }
  });

  it("has every text of the folder in use, and none that is empty", () => {
    const used = [
      ...libraries.flatMap((library) => library.texts),
      ...fonts.flatMap((font) => font.texts),
      ...Object.values(packages).flatMap((amendment) => Object.values(amendment).flat()),
    ];
    const files = readdirSync(join(root, "licences")).filter((name) => !/\.json$|^README/.test(name));
    expect([...new Set(used)].toSorted()).toEqual(files.toSorted());
    for (const notice of libraryNotices(root, modules)) {
      expect(notice.texts.length, notice.name).toBeGreaterThan(0);
      for (const text of notice.texts) expect(text.length, notice.name).toBeGreaterThan(500);
    }
  });
});

it("a module without an entry has no notices", () => {
  expect(() => libraryNotices(root, ["kernel", "unknown"])).toThrow("unknown.wasm is in no entry");
});
