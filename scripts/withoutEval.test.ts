import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { afterAll, describe, expect, it } from "vitest";
import { withoutEval } from "./withoutEval.ts";

const root = mkdtempSync(join(tmpdir(), "zarrdrop-eval-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function built(code: string): Promise<string> {
  const entry = join(root, "main.ts");
  writeFileSync(entry, code);
  const result = await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [withoutEval()],
    build: { write: false, minify: false, rolldownOptions: { input: entry, preserveEntrySignatures: "strict" } },
  });
  // Not watched, so that it is the output itself.
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  return output.map((each) => (each.type === "chunk" ? each.code : "")).join("\n");
}

describe("a build without eval", () => {
  it.each([
    'export const f = eval("1 + 1");',
    'export const f = (0, eval)("1") + globalThis.eval("2");',
    'export const f = new Function("a", "return a");',
    'export const f = Function("return this")();',
  ])("refuses %s", async (code) => {
    await expect(built(code)).rejects.toThrow(/makes code of text/);
  });

  it("takes what only looks alike", async () => {
    const code =
      'export const f = (x: unknown) => x instanceof Function && "evaluate(" && isFunction(x); function isFunction(x: unknown) { return !!x; }';
    expect(await built(code)).toContain("instanceof Function");
  });

  it("has nothing of numcodecs in it, which zarrita would load", async () => {
    const zarrita = fileURLToPath(import.meta.resolve("zarrita"));
    const code = await built(`export { open, registry } from ${JSON.stringify(zarrita)};`);
    expect(code).toContain("numcodecs.blosc");
    expect(code).not.toMatch(/asm\.js|WebAssembly|craftInvokerFunction/);
  });
});
