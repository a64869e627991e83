import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { STORE_MARKER } from "../src/model/storeMarker.ts";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

const source = fileURLToPath(new URL("../fixtures/tiff/zlib_tiles.tif", import.meta.url));
let folder = "";
let store = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-inspect-"));
  await runBuilt(["convert", source, "-d", folder]);
  store = join(folder, "zlib_tiles.ome.zarr");
  // Building the command line is in this.
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the store in which something is done. */
function copied(name: string, change: (path: string) => void): string {
  const path = join(folder, name);
  cpSync(store, path, { recursive: true });
  change(path);
  return path;
}

it("says in its exit code, in text and in JSON whether a store is complete, incomplete or damaged", async () => {
  const cases: [string, string, number][] = [
    [store, "complete", 0],
    [copied("marked.ome.zarr", (path) => writeFileSync(join(path, STORE_MARKER), "{}")), "incomplete", 3],
    [copied("level.ome.zarr", (path) => rmSync(join(path, "0", "zarr.json"))), "damaged", 4],
    [copied("root.ome.zarr", (path) => truncateSync(join(path, "zarr.json"))), "damaged", 4],
    [source, "", 0],
  ];
  for (const [path, state, code] of cases) {
    const text = await runBuilt(["inspect", path]);
    expect(text, path).toMatchObject({ code, stderr: "" });
    if (state !== "") expect(text.stdout).toContain(`store: ${state}`);
    const json = await runBuilt(["inspect", path, "--json"]);
    expect(json.code, path).toBe(code);
    // What `inspect` prints.
    const { store: said } = JSON.parse(json.stdout) as { store?: { state: string; problems: object[] } };
    expect(said?.state ?? "").toBe(state);
    if (state === "damaged") expect(said!.problems[0]).toMatchObject({ severity: "error", code: expect.any(String) });
  }
});
