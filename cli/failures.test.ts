import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-failures-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A fixture whose compressed pixels are damaged; its directory, which comes first or last, is whole. */
function damagedTiles(): string {
  const bytes = readFileSync(fileURLToPath(new URL("../fixtures/tiff/zlib_tiles.tif", import.meta.url)));
  const path = join(folder, "damaged.tif");
  const streams = [...bytes.keys()].filter((at) => bytes[at] === 0x78 && bytes[at + 1] === 0x9c);
  for (const at of streams) bytes.fill(0xff, at + 2, at + 12);
  writeFileSync(path, bytes);
  return path;
}

it("what fails in a thread is said as it is when the file is looked at", async () => {
  const path = damagedTiles();
  const inspected = await runBuilt(["inspect", path, "--hash"]);
  expect(inspected.code).toBe(1);
  expect(inspected.stderr).toMatch(/^Error: .{12,}/u);
  const converted = await runBuilt(["convert", path, "-d", join(folder, "out")]);
  expect(converted.code).toBe(1);
  expect(converted.stderr.split("\n")[0]).toBe(inspected.stderr.split("\n")[0]);
  const json = await runBuilt(["convert", path, "-d", join(folder, "json"), "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject([{ error: { kind: "corrupt" } }]);
});
