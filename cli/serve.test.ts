import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeZipFile } from "../src/store/nodeZip.ts";
import { openSink } from "../src/store/openSink.ts";
import { filesBelow } from "../testing/convert/asReference.ts";
import { runBuilt, startServer } from "../testing/cli/builtCommandLine.ts";

const SAMPLE = fileURLToPath(new URL("../fixtures/tiff/ome_XYZCT.ome.tif", import.meta.url));
const TIMEOUT = 60_000;

let folder = "";
let store = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-serve-"));
  store = join(folder, "ome_XYZCT.ome.zarr");
  await runBuilt(["convert", SAMPLE, "-d", folder]);
}, TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("serves stores until it is stopped, and says what to paste where", { timeout: TIMEOUT }, async () => {
  const { child, said, ended } = await startServer(["serve", store, store, "--port", "0"], "-2.ome.zarr/|");
  const text = await said;
  const [address = ""] = text.split("\n");
  expect(address).toMatch(/^http:\/\/localhost:\d+\/ome_XYZCT\.ome\.zarr$/);
  const source = encodeURIComponent(address);
  expect(text).toContain(`vizarr/?source=${source}\n`);
  expect(text).toContain(`ome-ngff-validator/?source=${source}\n`);
  expect(text).toContain(`${address}/|zarr3:\n`);
  for (const root of [address, address.replace(".ome.zarr", "-2.ome.zarr")]) {
    const answer = await fetch(`${root}/zarr.json`, { headers: { Origin: "https://hms-dbmi.github.io" } });
    expect(await answer.json()).toMatchObject({ zarr_format: 3 });
  }
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

it("serves an archive as the folder is", { timeout: TIMEOUT }, async () => {
  const archive = join(folder, "cells.ozx");
  await writeZipFile(await openSink({ kind: "node", folder }, "ome_XYZCT.ome.zarr", true), archive);
  const { child, said, ended } = await startServer(["serve", archive, "--port", "0"], "|zarr3:");
  const [address = ""] = (await said).split("\n");
  const files = filesBelow(store).filter((path) => statSync(join(store, path)).size > 0);
  expect(files.length).toBeGreaterThan(3);
  for (const path of files) {
    const answer = await fetch(`${address}/${path}`, { headers: { Range: "bytes=1-" } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([path, answer.status, bytes.equals(readFileSync(join(store, path)).subarray(1))]).toEqual([path, 206, true]);
  }
  child.kill("SIGINT");
  expect((await ended).code).toBe(0);
});

it("serves no folder that is no store, and no store that is not whole", { timeout: TIMEOUT }, async () => {
  for (const path of [folder, SAMPLE]) {
    const { code, stderr } = await runBuilt(["serve", path, "--port", "0"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is no (?:whole )?OME-Zarr/)]);
  }
  expect((await runBuilt(["serve"])).code).toBe(2);
});
