import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveBare } from "./support/bareHost.ts";
import { expect, test } from "./support/app.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SAMPLE = join(ROOT, "fixtures/tiff/ome_XYZCT.ome.tif");

test("a page of another project, built by its own Vite, converts in its own threads what the command line converts", async ({
  browserOfTest,
}) => {
  // Three programs of others run in it.
  test.setTimeout(120_000);
  const project = mkdtempSync(join(tmpdir(), "zarrdrop-project-"));
  const run = (program: string, words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: project,
      encoding: "utf8",
      env: { ...process.env, npm_config_cache: join(project, ".npm") },
      shell: process.platform === "win32",
    });
    expect(status, stderr).toBe(0);
    return stdout;
  };
  // The project's own file.
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(ROOT, `dist/zarrdrop-${version}.tgz`)]);
  cpSync(join(project, "node_modules/zarrdrop/examples/page"), join(project, "page"), { recursive: true });
  run(process.execPath, [
    join(ROOT, "node_modules/vite/bin/vite.js"),
    "build",
    "page",
    "--base",
    "./",
    "--logLevel",
    "error",
  ]);
  run("npx", ["--no", "zarrdrop", "convert", SAMPLE, "-d", "out", "--num-levels", "2", "--chunk-strategy", "budget"]);

  const host = await serveBare(join(project, "page/dist"));
  try {
    const page = await browserOfTest.context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("requestfailed", (request) => faults.push(request.url()));
    await page.goto(host.url);
    const thread = page.waitForEvent("worker");
    await page.getByLabel("Image").setInputFiles(SAMPLE);
    await expect(page.locator("output")).toHaveText(/^ome_XYZCT\.ome\.zarr: OME-TIFF → 2 levels/);
    expect((await thread).url()).toContain(host.url);
    expect(faults).toEqual([]);
    const store = join(project, "out/ome_XYZCT.ome.zarr");
    const wanted = readdirSync(store, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(store.length + 1), readFileSync(path, "base64")]);
    expect(wanted.length).toBeGreaterThan(5);
    expect(await page.evaluate(filesOfStore, "ome_XYZCT.ome.zarr")).toEqual(Object.fromEntries(wanted));
  } finally {
    await host.close();
    rmSync(project, { recursive: true, force: true });
  }
});

/** In the page: all files of a store in its private folder, in base64, by path. */
async function filesOfStore(name: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  async function look(folder: FileSystemDirectoryHandle, before: string): Promise<void> {
    for await (const entry of folder.values()) {
      if (entry.kind === "directory") {
        await look(entry, `${before}${entry.name}/`);
      } else {
        const bytes = new Uint8Array(await (await entry.getFile()).arrayBuffer());
        found[before + entry.name] = btoa(String.fromCharCode(...bytes));
      }
    }
  }
  await look(await (await navigator.storage.getDirectory()).getDirectoryHandle(name), "");
  return found;
}
