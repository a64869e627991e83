import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StoreValidation } from "../src/plan/storeValidation.ts";
import { manifestName } from "../src/store/manifest.ts";
import { writeZipFile } from "../src/store/nodeZip.ts";
import { openSink } from "../src/store/openSink.ts";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

const source = fileURLToPath(new URL("../fixtures/tiff/ome_XYCZT.ome.tif", import.meta.url));
let folder = "";
let store = "";
let broken = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-validate-"));
  await runBuilt(["convert", source, "-d", folder, "--num-levels", "2", "--chunk-strategy", "budget"]);
  store = join(folder, "ome_XYCZT.ome.zarr");
  broken = join(folder, "broken.ome.zarr");
  cpSync(store, broken, { recursive: true });
  const chunk = filesOf(broken).find((path) => path.startsWith("0/c/"))!;
  truncateSync(join(broken, chunk), 5);
  // Building the command line is in this.
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .toSorted();
}

it("exit code 0 for valid stores, 1 where one is not valid or cannot be read, 2 for a wrong call", async () => {
  expect(await runBuilt(["validate", store, store])).toMatchObject({ code: 0, stderr: "" });
  const found = await runBuilt(["validate", store, broken]);
  expect(found).toMatchObject({ code: 1, stderr: "" });
  expect(found.stdout).toMatch(/ome_XYCZT\.ome\.zarr: valid\n[^]*broken\.ome\.zarr: not valid \(damaged\)\n/);
  expect(found.stdout).toMatch(/error chunk-damaged at 0\/c\/[\d/]+\n {4}.+\n {4}→ Copy/);
  expect(await runBuilt(["validate", join(folder, "none")])).toMatchObject({ code: 1, stdout: "" });
  expect(await runBuilt(["validate", folder])).toMatchObject({ code: 1 });
  expect(await runBuilt(["validate"])).toMatchObject({ code: 2 });
  expect(await runBuilt(["validate", store, "--every-chunk"])).toMatchObject({ code: 2 });
  expect(await runBuilt(["validate", store, broken, "--manifest", "m"])).toMatchObject({ code: 2 });
  expect(await runBuilt(["validate", store, "--manifest", join(folder, "gone.txt")])).toMatchObject({ code: 1 });
  expect((await runBuilt(["validate", "--help"])).stdout).toContain("--all-chunks");
});

it("JSON is one list with a result for each store, also where one cannot be read", async () => {
  const { code, stdout } = await runBuilt(["validate", store, join(folder, "none"), broken, "--json", "--all-chunks"]);
  expect(code).toBe(1);
  // What `validate` prints.
  const results = JSON.parse(stdout) as (StoreValidation & { store: string })[];
  expect(results).toMatchObject([
    { store, valid: true, state: "complete", counts: { error: 0, warning: 0 } },
    { store: join(folder, "none"), error: { kind: "source-changed" } },
    { store: broken, valid: false, state: "damaged", counts: { error: 1 } },
  ]);
  expect(results[0]!.chunks.decoded).toBe(results[0]!.chunks.present);
  expect(Object.keys(results[2]!.problems[0]!)).toEqual(["code", "severity", "where", "message", "advice"]);
});

it("an archive is checked as the folder is", async () => {
  const archive = join(folder, "cells.ozx");
  await writeZipFile(await openSink({ kind: "node", folder }, "ome_XYCZT.ome.zarr", true), archive);
  const { stdout } = await runBuilt(["validate", archive, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([{ valid: true, images: 1, counts: { error: 0, warning: 0 } }]);
});

it.each([
  ["Zarr v3", ["--num-levels", "2", "--chunk-strategy", "budget"]],
  ["Zarr v2", ["--zarr-format", "2", "--num-levels", "2"]],
  ["shards", ["--preset", "recommended"]],
])("a manifest that a conversion wrote is held against its store: %s", async (name, form) => {
  const target = join(folder, name);
  expect(await runBuilt(["convert", source, "-d", target, "--manifest", ...form])).toMatchObject({ code: 0 });
  const written = join(target, "ome_XYCZT.ome.zarr");
  const manifest = join(target, manifestName("ome_XYCZT.ome.zarr"));
  expect(readFileSync(manifest, "utf8")).toContain("# chunk-crc32c 0 ");
  expect(await runBuilt(["validate", written, "--manifest", manifest])).toMatchObject({ code: 0 });
  const chunk = filesOf(written).find((path) => /^0\/.*\d$/.test(path))!;
  const bytes = readFileSync(join(written, chunk));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(join(written, chunk), bytes);
  const { code, stdout } = await runBuilt(["validate", written, "--manifest", manifest]);
  expect(code).toBe(1);
  expect(stdout).toContain(`error manifest-file-differs at ${chunk}`);
});

it("what is no store is said to be none", async () => {
  const { code, stderr } = await runBuilt(["validate", source]);
  expect(code).toBe(1);
  expect(stderr).toContain("ome_XYCZT.ome.tif is no OME-Zarr");
});

it("a report that is longer than a pipe holds is not cut off", async () => {
  const { code, stdout } = await runBuilt(["validate", ...Array<string>(150).fill(store), "--json"]);
  expect(code).toBe(0);
  expect(stdout.length).toBeGreaterThan(2 ** 16);
  expect(JSON.parse(stdout)).toHaveLength(150);
});
