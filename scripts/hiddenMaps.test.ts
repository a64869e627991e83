import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hiddenMaps } from "./hiddenMaps.ts";
import { offlinePlugin } from "./offlinePlugin.ts";
import { readStack } from "./readStack.mjs";

/** A page with a worker and a service worker; the worker fails in a line that is known. */
const FILES = {
  "index.html": '<!doctype html><script type="module" src="./main.ts"></script>',
  "main.ts": 'new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });',
  "worker.ts": 'import { fail } from "./deep/failing.ts";\nonmessage = ({ data }) => fail(data);',
  "deep/failing.ts":
    '// A comment.\nexport function fail(text: string): void {\n  throw new RangeError(text + "!");\n}',
  "service.ts": "console.log(__PRECACHE_LIST__);",
};

describe("source maps of a build", () => {
  const root = mkdtempSync(join(tmpdir(), "zarrdrop-maps-"));
  const maps = join(root, "dist", "maps");
  const app = join(root, "dist", "app");
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  beforeAll(async () => {
    mkdirSync(join(root, "deep"));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
    mkdirSync(join(root, "public"));
    const hidden = hiddenMaps("dist/maps");
    await build({
      root,
      configFile: false,
      logLevel: "silent",
      plugins: [offlinePlugin({}), hidden.page],
      worker: { format: "es", plugins: () => [hidden.worker()] },
      build: {
        outDir: "dist/app",
        sourcemap: "hidden",
        rolldownOptions: {
          input: { index: join(root, "index.html"), service: join(root, "service.ts") },
          output: { entryFileNames: ({ name }) => (name === "service" ? "service.js" : "assets/[name]-[hash].js") },
        },
      },
    });
  });

  it("lie apart: visitors get none, no script names one, the offline copy has none", () => {
    const served = readdirSync(app, { recursive: true, encoding: "utf8" });
    const scripts = served.filter((name) => name.endsWith(".js"));
    expect(served.filter((name) => name.endsWith(".map"))).toEqual([]);
    expect(scripts.length).toBe(3);
    for (const script of scripts)
      expect(readFileSync(join(app, script), "utf8")).not.toMatch(/sourceMappingURL|\.map\b/);
    expect(readdirSync(maps).map((name) => name.replace(/-.*/, ""))).toEqual(["index", "worker"]);
  });

  it("turn a stack of the built page into places in the sources; what has no map stays", () => {
    const script = readdirSync(join(app, "assets")).find((name) => name.startsWith("worker-"))!;
    const [line, column] = placeOf(readFileSync(join(app, "assets", script), "utf8"), "throw");
    const stack = [
      "RangeError: x!",
      `    at e (https://example.org/tool/assets/${script}:${line}:${column})`,
      `t@blob:https://example.org/tool/assets/${script}:${line}:${column}`,
      "    at https://example.org/tool/assets/other-12345678.js:1:2",
    ].join("\n");
    // A build elsewhere than in the project names its sources by longer ways.
    const read = readStack(stack, maps).replaceAll(/[^\s(@]*(?=deep\/)/g, "");
    expect(read.split("\n")).toEqual([
      "RangeError: x!",
      "    at e (deep/failing.ts:3:3)",
      "t@deep/failing.ts:3:3",
      "    at https://example.org/tool/assets/other-12345678.js:1:2",
    ]);
  });
});

/** Line and column of a word, both from one. */
function placeOf(text: string, word: string): [number, number] {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return [before.length, before.at(-1)!.length + 1];
}
