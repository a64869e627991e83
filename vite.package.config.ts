import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "vite";
import { notices } from "./scripts/notices/noticesPlugin.ts";
import { withoutEval } from "./scripts/withoutEval.ts";

// JSON.parse gives `any`; package.json always has a version.
const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };

/** They lie beside: `new URL(…, import.meta.url)` stays as it is, for Node and for the bundlers of other projects. */
const wasm = ["wasm", "wasm/pictures"]
  .flatMap((folder) => readdirSync(new URL(folder, import.meta.url)))
  .filter((name) => name.endsWith(".wasm"))
  .map((name) => basename(name, ".wasm"));

/** The engine of the package that `scripts/buildPackage.mjs` makes: all in it but `#platform`, which is resolved where the code will run. */
export default defineConfig({
  publicDir: false,
  define: { __ZARRDROP_VERSION__: JSON.stringify(version) },
  plugins: [withoutEval(), notices(wasm).main],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: "es2023",
    minify: false,
    rolldownOptions: {
      // The modules that somebody names: the door, the command, what `#platform` stands for, the threads' scripts.
      input: {
        index: "src/index.ts",
        main: "cli/main.ts",
        nodePlatform: "src/door/node/platform.ts",
        browserPlatform: "src/door/browser/platform.ts",
        nodeUnitWorker: "src/door/node/nodeUnitWorker.ts",
        browserUnitWorker: "src/door/browser/browserUnitWorker.ts",
      },
      external: ["#platform"],
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
