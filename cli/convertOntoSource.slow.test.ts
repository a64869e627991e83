import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stackBlob } from "../fixtures/stackBlob.ts";
import { ensureCommandLine } from "../scripts/build.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
let program = "";
beforeAll(async () => {
  program = join(await ensureCommandLine(ROOT), "main.js");
}, 120_000);

describe("the built command line", { timeout: 60_000 }, () => {
  let root = "";
  const at = (...parts: string[]): string => join(root, ...parts);
  const call = (...words: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: root, encoding: "utf8" });
    return { status, stderr };
  };
  /** Of every file of a folder, by path. */
  const hashOf = (folder: string): string => {
    const hash = createHash("sha256");
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
      hash.update(path);
      try {
        hash.update(readFileSync(join(folder, path)));
      } catch {
        hash.update("folder");
      }
    }
    return hash.digest("hex");
  };

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "zarrdrop-onto-"));
    mkdirSync(at("in", "b"), { recursive: true });
    const bytes = Buffer.from(await stackBlob(40, 30, 2).arrayBuffer());
    writeFileSync(at("in", "cells.ome.tif"), bytes);
    writeFileSync(at("in", "b", "cells.ome.tif"), bytes);
    call("convert", "in/cells.ome.tif", "-d", "D");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("does not convert a store onto itself, whatever is to become of what is there", () => {
    symlinkSync(at("D"), at("linked"));
    symlinkSync(at("D"), at("in", "up"));
    const before = hashOf(root);
    const refused =
      /^Error: The output cells\.ome\.zarr would be written over its own source, cells\.ome\.zarr\.\nNothing was changed\.\n/u;
    for (const existing of ["replace", "skip"]) {
      for (const [source, destination] of [
        ["D/cells.ome.zarr", "D"],
        ["D/cells.ome.zarr/", "./D/../D/"],
        ["linked/cells.ome.zarr", "D"],
        ["D/cells.ome.zarr", at("linked")],
        // Up from D, where the link leads to, and not from the folder that it lies in.
        ["D/cells.ome.zarr", "in/up/../D"],
        ["in/up/../D/cells.ome.zarr", "D"],
      ] as const) {
        const { status, stderr } = call("convert", source, "-d", destination, "--existing", existing);
        expect([status, stderr]).toEqual([1, expect.stringMatching(refused)]);
      }
    }
    for (const existing of ["refuse", "append"]) {
      expect(call("convert", "D/cells.ome.zarr", "-d", "D", "--existing", existing).status).toBe(1);
    }
    const inside = call("convert", "D/cells.ome.zarr", "-d", "D/cells.ome.zarr/labels");
    expect(inside).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("would be written inside its own source"),
    });
    expect(hashOf(root)).toBe(before);
    expect(call("convert", "D/cells.ome.zarr", "-d", "D", "--existing", "rename").status).toBe(0);
    expect(readdirSync(at("D"))).toHaveLength(2);
  });

  it("does not convert one source of a call onto another, before or after its turn", () => {
    cpSync(at("D"), at("E"), { recursive: true });
    const store = hashOf(at("D", "cells.ome.zarr"));
    const table = at("jobs.csv");
    writeFileSync(table, "source,destination\nin/b/cells.ome.tif,D\nD/cells.ome.zarr,out\n");
    for (const words of [
      ["D/cells.ome.zarr", "in/b/cells.ome.tif", "-d", "D"],
      ["in/b/cells.ome.tif", "D/cells.ome.zarr", "-d", "D"],
      ["--csv-file", table],
    ]) {
      const { status, stderr } = call("convert", ...words, "--existing", "replace");
      expect(status).toBe(1);
      expect(stderr).toContain("would be written over another source of this job, cells.ome.zarr");
      expect(hashOf(at("D", "cells.ome.zarr"))).toBe(store);
    }
    // The other row of the table was converted all the same; the call that comes again will know.
    expect(readdirSync(at("out"))).toEqual([".zarrdrop-finished", "cells.ome.zarr"]);
    // Alone there is nothing against it.
    expect(call("convert", "in/b/cells.ome.tif", "-d", "D", "--existing", "replace").status).toBe(0);
  });

  it("does not write a script over a source, a store's file, or anything else", () => {
    symlinkSync(at("in", "cells.ome.tif"), at("link.py"));
    writeFileSync(at("notes.py"), "print('mine')\n");
    const before = hashOf(root);
    for (const file of [
      "in/cells.ome.tif",
      "in/b/cells.ome.tif",
      "link.py",
      "D/cells.ome.zarr/zarr.json",
      "notes.py",
    ]) {
      const { status, stderr } = call(
        "convert",
        "in/cells.ome.tif",
        "-d",
        "D",
        "--existing",
        "replace",
        "--export-script",
        file,
      );
      expect([status, stderr]).toEqual([1, expect.stringContaining("is no script of Zarrdrop")]);
    }
    expect(hashOf(root)).toBe(before);
    for (const preset of ["a", "b"]) {
      const words = ["convert", "in/cells.ome.tif", "-d", "out", "--name", preset, "--export-script", "script.py"];
      expect(call(...words).status).toBe(0);
    }
    expect(readFileSync(at("script.py"), "utf8")).toMatch(/"b"|'b'/u);
  });
});
