import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { fontNotices } from "./fonts.ts";
import { libraryNotices } from "./libraries.ts";
import { noticesText } from "./noticesText.ts";
import { tidyText } from "./notice.ts";
import { packageNotices } from "./packages.ts";

/** The name of the file at the top of a build; the page links it. */
export const NOTICES_FILE = "NOTICES.txt";

/**
 * Writes `NOTICES.txt` into a build: the licences of the project, of every npm package of which the bundle has a module, of the libraries
 * in its WebAssembly modules, and of its fonts. Goes by what the bundler put in, and fails for what nobody knows. Workers are builds of their own: `worker`
 * goes into `worker.plugins`.
 *
 * @param besides names of WebAssembly modules that lie beside the build (without `.wasm`)
 */
export function notices(besides: Iterable<string> = []): { main: Plugin; worker: () => Plugin } {
  let root = "";
  const modules = new Set<string>();
  const wasm = new Set(besides);
  const fonts = new Set<string>();
  const collect = (bundle: Rolldown.OutputBundle): void => {
    for (const output of Object.values(bundle)) {
      if (output.type === "chunk") for (const id of Object.keys(output.modules)) modules.add(id);
      else if (output.fileName.endsWith(".wasm")) for (const name of output.originalFileNames) wasm.add(baseName(name));
      else if (output.fileName.endsWith(".woff2"))
        for (const name of output.originalFileNames) fonts.add(baseName(name));
    }
  };
  const worker = (): Plugin => ({
    name: "zarrdrop-worker-notices",
    generateBundle(_, bundle) {
      collect(bundle);
    },
  });
  const main: Plugin = {
    name: "zarrdrop-notices",
    apply: "build",
    configResolved(config) {
      ({ root } = config);
    },
    generateBundle(_, bundle) {
      collect(bundle);
      this.emitFile({ type: "asset", fileName: NOTICES_FILE, source: noticesOf(root, modules, { wasm, fonts }) });
    },
  };
  return { main, worker };
}

/**
 * The text for a build of the project in the folder `root` with these modules (ids of rolldown), and WebAssembly modules and fonts (names without
 * their ending).
 *
 * @throws {Error} for what has no known licence
 */
export function noticesOf(
  root: string,
  modules: Iterable<string>,
  { wasm, fonts }: { wasm: Iterable<string>; fonts: Iterable<string> },
): string {
  // package.json has these.
  const { version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, string>;
  const text = tidyText(readFileSync(join(root, "LICENSE"), "utf8"));
  return noticesText({ name: "Zarrdrop", version: version!, licence: license!, texts: [text] }, [
    ...packageNotices(root, modules),
    ...libraryNotices(root, wasm),
    ...fontNotices(root, fonts),
  ]);
}

/** `kernel` of `wasm/kernel.wasm`. */
function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "");
}
