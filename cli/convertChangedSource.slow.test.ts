import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stackBlob } from "../fixtures/stackBlob.ts";
import { ensureCommandLine } from "../scripts/build.mjs";
import { STORE_JOURNAL } from "../src/model/storeMarker.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SIZE = 512;
let program = "";
beforeAll(async () => {
  program = join(await ensureCommandLine(ROOT), "main.js");
}, 120_000);

describe("the built command line, killed", { timeout: 120_000 }, () => {
  let root = "";
  const at = (...parts: string[]): string => join(root, ...parts);
  const words = (...more: string[]): string[] => [
    program,
    "convert",
    "cells.ome.tif",
    "--chunk-shape",
    "1,1,1,512,512",
    ...more,
  ];
  const call = (...more: string[]) => spawnSync(process.execPath, words(...more), { cwd: root, encoding: "utf8" });
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "zarrdrop-killed-"));
    writeFileSync(at("cells.ome.tif"), Buffer.from(await stackBlob(SIZE, SIZE, 40).arrayBuffer()));
    // Whole seconds can be put back to the last digit.
    utimesSync(at("cells.ome.tif"), 1_700_000_000, 1_700_000_000);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Of one store: each file with what is in it. */
  const contentsOf = (folder: string): [string, string][] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => [path.slice(folder.length), readFileSync(path, "base64")]);

  it("does not mix what it wrote with an edited source, of which size and time are as they were", async () => {
    const journal = at("D", "cells.ome.zarr", STORE_JOURNAL);
    const running = spawn(process.execPath, words("-d", "D", "--workers", "1"), { cwd: root, stdio: "ignore" });
    await expect
      .poll(() => existsSync(journal) && readdirSync(journal).length > 1, { timeout: 60_000, interval: 2 })
      .toBe(true);
    running.kill("SIGKILL");
    await new Promise((resolve) => running.once("exit", resolve));
    expect(existsSync(journal), "it was killed before it was done").toBe(true);

    // A plane of those that are written, beyond the head that the fingerprint looks at.
    const file = openSync(at("cells.ome.tif"), "r+");
    writeSync(file, Buffer.alloc(64, 0x55), 0, 64, 8 + 1.5 * SIZE * SIZE * 2);
    closeSync(file);
    utimesSync(at("cells.ome.tif"), 1_700_000_000, 1_700_000_000);
    for (const verify of ["sample", "none"]) {
      const { status, stderr } = call("-d", "D", "--verify", verify);
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining("cells.ome.tif is not what it was when the conversion to cells.ome.zarr began"),
      ]);
    }
    expect(call("-d", "D", "--existing", "replace").status).toBe(0);
    const fresh = call("-d", "E", "--json");
    expect(contentsOf(at("D"))).toEqual(contentsOf(at("E")));
    const [report] = JSON.parse(fresh.stdout) as { sourceFingerprint: string }[];
    expect(report!.sourceFingerprint).toMatch(/^[0-9a-f]{64}$/u);
  });
});
