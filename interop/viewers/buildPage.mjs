import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Of neuroglancer's many sources of data only those that are looked at. */
const NEUROGLANCER = [
  "neuroglancer/datasource:none_by_default",
  "neuroglancer/datasource/zarr:enabled",
  "neuroglancer/kvstore:none_by_default",
  "neuroglancer/kvstore/http:enabled",
];

/** Vite finds a worker by its text, in which this comment stands in the way. @returns {import("vite").Plugin} */
function withoutChunkNames() {
  return {
    name: "without-chunk-names",
    enforce: "pre",
    transform: {
      filter: { code: /webpackChunkName/ },
      handler: (code) => ({ code: code.replaceAll(/\/\* webpackChunkName: "\w+" \*\//g, ""), map: null }),
    },
  };
}

/**
 * Bundles the page with the viewers' loaders.
 *
 * @param {string} outDir
 */
export async function buildPage(outDir) {
  await build({
    root: fileURLToPath(new URL(".", import.meta.url)),
    configFile: false,
    base: "./",
    publicDir: false,
    logLevel: "error",
    plugins: [withoutChunkNames()],
    resolve: { conditions: [...NEUROGLANCER, "module", "browser", "production"] },
    worker: { format: "es", plugins: () => [withoutChunkNames()] },
    build: { outDir, emptyOutDir: true, target: "es2023", minify: false, assetsInlineLimit: 0 },
  });
}
