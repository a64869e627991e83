import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";

/**
 * Takes the source maps out of a build and puts them into a folder of their own: they are for those who read a stack in a bug report
 * (`npm run stack`), and visitors are served none. Needs `build.sourcemap: "hidden"`. Workers are builds of their own: `worker` goes into
 * `worker.plugins`.
 *
 * @param folder relative to the project's root
 */
export function hiddenMaps(folder: string): { page: Plugin; worker: () => Plugin } {
  const plugin = (root: () => string): Plugin => ({
    name: "zarrdrop-hidden-maps",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const [name, output] of Object.entries(bundle)) {
          if (output.type !== "asset" || !name.endsWith(".map")) continue;
          mkdirSync(join(root(), folder), { recursive: true });
          writeFileSync(join(root(), folder, basename(name)), output.source);
          delete bundle[name];
        }
      },
    },
  });
  let root = ".";
  const page: Plugin = {
    ...plugin(() => root),
    configResolved(config) {
      ({ root } = config);
    },
    buildStart() {
      rmSync(join(root, folder), { recursive: true, force: true });
    },
  };
  return { page, worker: () => plugin(() => root) };
}
