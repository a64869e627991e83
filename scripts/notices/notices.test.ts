import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noticesOf, notices } from "./noticesPlugin.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("a project that is built", () => {
  const project = mkdtempSync(join(tmpdir(), "zarrdrop-notices-"));
  const write = (path: string, text: string): void => {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), text);
  };

  beforeAll(() => {
    write("package.json", JSON.stringify({ version: "9.9.9", license: "MIT" }));
    write("LICENSE", "Our own text");
    write("licences/packages.json", JSON.stringify({ late: { instead: ["late.txt"] } }));
    write("licences/late.txt", "Text of late\r\nin two lines\r\n");
    write("licences/libraries.json", "[]");
    const packages = { good: "LICENSE", late: "index.d.ts", unused: "LICENSE", bare: "index.d.ts" };
    for (const [name, file] of Object.entries(packages)) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: "1.0.0", license: "ISC", main: "main.js" }),
      );
      write(`node_modules/${name}/main.js`, `export const ${name} = ${JSON.stringify(`this is ${name}`)};`);
      write(`node_modules/${name}/${file}`, `Text of ${name}'s file`);
    }
    // A package of which a part only is a package by itself is still one.
    write(
      "node_modules/good/node_modules/inner/package.json",
      JSON.stringify({ name: "inner", version: "2.0.0", license: "0BSD" }),
    );
    write("node_modules/good/node_modules/inner/index.js", "export default 'inner';");
    write("node_modules/good/node_modules/inner/COPYING.txt", "Text of inner");
    write("node_modules/good/main.js", "export { default as good } from 'inner';");
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  async function built(code: string): Promise<string> {
    write("main.ts", code);
    const result = await build({
      root: project,
      configFile: false,
      logLevel: "silent",
      plugins: [notices().main],
      build: { write: false, rolldownOptions: { input: join(project, "main.ts") } },
    });
    // Not watched, so that it is the output itself.
    const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
    const file = output.find(({ fileName }) => fileName === "NOTICES.txt");
    return file?.type === "asset" ? String(file.source) : "";
  }

  it("has the texts of the packages that are in it, and of no others", async () => {
    const text = await built("import { good } from 'good'; import { late } from 'late'; console.log(good, late);");
    expect(text).toContain("Zarrdrop 9.9.9");
    expect(text).toContain("Our own text");
    expect(text).toContain("Text of inner");
    expect(text).toContain("Text of late\nin two lines\n");
    expect(text).not.toMatch(/unused|bare/);
    expect(text).not.toContain("\r");
  });

  it("does not get built with a package that brings no licence", async () => {
    const code = "import { bare } from 'bare'; console.log(bare);";
    await expect(built(code)).rejects.toThrow("bare 1.0.0 is in the bundle and brings no licence");
  });
});

const NOTHING = { wasm: [], fonts: [] };

describe("notices", () => {
  it("are not made for modules of which nobody knows whose they are", () => {
    expect(() => noticesOf(root, ["\0unheard-of/helper.js"], NOTHING)).toThrow("nobody knows whose it is");
    expect(() => noticesOf(root, ["/elsewhere/file.js"], NOTHING)).toThrow("nobody knows whose it is");
    expect(() => noticesOf(root, [], { wasm: [], fonts: ["script"] })).toThrow("nobody knows its licence");
    expect(noticesOf(root, [join(root, "src/app/main.tsx"), "\0left-out:numcodecs/lz4"], NOTHING)).toContain(
      "MIT License",
    );
  });

  it("tell each licence once, with all to which it applies", () => {
    const ids = ["react", "react-dom"].map((name) => join(root, "node_modules", name, "x.mjs?commonjs-es-import"));
    const text = noticesOf(root, ids, { wasm: ["jpegXl"], fonts: ["sans"] });
    expect(text.split("Copyright (c) Meta Platforms").length - 1).toBe(1);
    expect(text).toMatch(/\n=+\nreact [\d.]+\nreact-dom [\d.]+\n=+\n\nMIT License/);
    expect(text).toMatch(/Highway in libjxl 0.11.2 +BSD-3-Clause\n/);
    expect(text).not.toContain("C-Blosc");
    expect(text).toMatch(/\n {2}Inter 4\.1 +OFL-1\.1\n/);
    expect(text).toContain("SIL OPEN FONT LICENSE");
  });

  it("know the helpers that the bundler adds", () => {
    const text = noticesOf(root, ["\0vite/preload-helper.js", "\0rolldown/runtime.js"], NOTHING);
    expect(text).toMatch(/\n {2}rolldown [\d.]+ +MIT\n {2}vite [\d.]+ +MIT\n/);
  });
});
