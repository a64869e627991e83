import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");

let folder = "";
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-found-"));
  mkdirSync(at("in"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function converted(...words: string[]) {
  return runBuilt(["convert", "--directory", at("in"), "-d", at("out"), ...words]);
}

test(
  "an image of several files in a folder is converted once, what is beside it too",
  { timeout: 120_000 },
  async () => {
    cpSync(join(FIXTURES, "tiff", "ome_set"), at("in"), { recursive: true });
    for (const name of ["series-0.dcm", "series-1.dcm", "series-2.dcm", "series-3.dcm", "series-scout.dcm"]) {
      cpSync(join(FIXTURES, "raw", "dicom", name), join(at("in"), name));
    }
    const { code, stderr } = await converted();
    expect(stderr).toContain("is a part of");
    expect(stderr).toContain("3 of 3 converted.");
    expect(code).toBe(0);
    expect(readdirSync(at("out")).filter((name) => name.endsWith(".zarr"))).toHaveLength(3);
  },
);

test(
  "bioio-conversion makes a store of each of its files, and so does who asks for that",
  { timeout: 120_000 },
  async () => {
    cpSync(join(FIXTURES, "tiff", "ome_set"), at("in"), { recursive: true });
    const { code, stderr } = await converted("--compat");
    expect(stderr).toContain("4 of 4 converted.");
    expect(code).toBe(0);
  },
);
