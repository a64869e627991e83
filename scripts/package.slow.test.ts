import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";
import { contentsOf } from "../testing/cli/contentsOf.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const SAMPLE = join(root, "fixtures/tiff/ome_XYZCT.ome.tif");
const LONG = 120_000;

/** The tarball, installed in a folder that has nothing else, by an npm that has no network and never saw a package. */
describe("the packed package", () => {
  const folder = mkdtempSync(join(tmpdir(), "zarrdrop-package-"));
  const installed = join(folder, "node_modules", "zarrdrop");
  let tarball = "";
  let installation: ReturnType<typeof run>;

  beforeAll(() => {
    // A process of its own: builds in a test's environment are builds for tests.
    const { NODE_ENV: _, ...env } = process.env;
    const built = spawnSync(process.execPath, [join(root, "scripts/buildPackage.mjs")], { encoding: "utf8", env });
    tarball = built.stdout.trim();
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    installation = run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball]);
    cpSync(join(installed, "examples"), folder, { recursive: true });
  }, LONG);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(program: string, words: readonly string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, npm_config_cache: join(folder, ".npm") },
      shell: process.platform === "win32",
    });
    return { status, output: stdout + stderr };
  }

  it("is all there is to install", () => {
    expect(installation).toMatchObject({ status: 0, output: expect.stringContaining("added 1 package") });
  });

  it("converts as npx zarrdrop, with the bytes of the repository's command line", { timeout: LONG }, async () => {
    expect(run("npx", ["--no", "zarrdrop", "convert", SAMPLE, "-d", "byCommand"])).toMatchObject({
      status: 0,
      output: expect.stringMatching(/Verified: (?:all )?\d+ chunk/u),
    });
    expect((await runBuilt(["convert", SAMPLE, "-d", join(folder, "byRepository")])).code).toBe(0);
    const bytes = contentsOf(join(folder, "byCommand"));
    expect(Object.keys(bytes).length).toBeGreaterThan(5);
    expect(bytes).toEqual(contentsOf(join(folder, "byRepository")));
    expect(run("npx", ["--no", "zarrdrop", "inspect", "byCommand/ome_XYZCT.ome.zarr"]).output).toContain("complete");
  });

  it("serves the page that it brings, with its headers", { timeout: LONG }, async () => {
    const words = [join(installed, "lib/engine/main.js"), "page", "--port", "0"];
    const child = spawn(process.execPath, words, { env: { ...process.env, BROWSER: "none" } });
    const ended = once(child, "exit");
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const [url = ""] = /http:\S+/.exec(String(said)) ?? [];
    const answer = await fetch(url);
    expect(await answer.text()).toContain("<title>Zarrdrop");
    expect(answer.headers.get("content-security-policy")).toContain("connect-src 'self'");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  it("runs the examples on Node", { timeout: LONG }, () => {
    expect(run(process.execPath, ["node.mjs", SAMPLE, "byExample"])).toEqual({
      status: 0,
      output: "ome_XYZCT.ome.zarr: 5 files, valid\n",
    });
    expect(run(process.execPath, ["memory.mjs", SAMPLE]).output.split("\n")).toContain("cells.ome.zarr/zarr.json");
  });

  it("has types that another project's compiler takes, and no names beside the door's", { timeout: LONG }, () => {
    const uses = readFileSync(join(folder, "node.mjs"), "utf8").replace("process.argv.slice(2)", '["a", "b"] as const');
    writeFileSync(
      join(folder, "use.ts"),
      `${uses}\nconst broken: number = planned.plan;\n`.replace("console.log", "void "),
    );
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom"];
    const { output } = run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "use.ts"]);
    expect(output.trim().split("\n")).toEqual([
      expect.stringMatching(/^use\.ts.*'Plan' is not assignable to type 'number'/),
    ]);
    expect(
      run(process.execPath, ["-e", "import('zarrdrop/lib/engine/index.js').catch(e => console.log(e.code))"]).output,
    ).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });

  it("brings its licences, the page and all WebAssembly, and is no larger than it has to be", () => {
    const notices = readFileSync(join(installed, "NOTICES.txt"), "utf8");
    for (const name of ["comlink", "saxes", "zarrita", "Zstandard", "libjxl", "LERC"]) {
      expect(notices).toMatch(new RegExp(`^ *${name} `, "mu"));
    }
    expect(notices).not.toMatch(/^ *react/mu);
    expect(readdirSync(join(installed, "page"))).toContain("NOTICES.txt");
    expect(readdirSync(join(installed, "wasm", "pictures"))).toHaveLength(8);
    expect(statSync(tarball).size).toBeLessThan(3_450_000);
  });
});
