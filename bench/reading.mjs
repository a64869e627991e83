// Our readers for bench/reading.py, which runs it:
//   node bench/reading.mjs make FOLDER       files that need our own writers
//   node bench/reading.mjs read FILE         for each line of the input ("time" or "sum") reads all of the first scene; prints seconds, bytes and
//                                            the sum of all values (null for "time") as JSON
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
// Two folders deep, like the sources: wasm modules are found by the same relative address.
const outDir = join(root, "dist", "bench");
const [action, path] = process.argv.slice(2);

if (action === "make" || !existsSync(outDir)) {
  const input = { readAll: join(root, "bench/readAll.ts") };
  const output = { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };
  await build({
    root,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      target: "node20",
      minify: false,
      rolldownOptions: { input, output },
    },
  });
}
const { makeFiles, readAll } = await import(pathToFileURL(join(outDir, "readAll.js")).href);
if (action === "make") {
  makeFiles(path);
} else {
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`${path} is not there`);
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await readAll(path, line === "sum")));
  }
}
