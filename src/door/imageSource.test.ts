import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { referenceOf } from "./imageSource.ts";

const { signal } = new AbortController();

describe("sequences", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sequence-"));
    for (const time of ["t001", "t002"]) {
      mkdirSync(join(folder, time));
      for (const name of ["DAPI_z1.tif", "DAPI_z2.tif", "far-red_z1.tif", "far-red_z2.tif"]) {
        writeFileSync(join(folder, time, name), "");
      }
    }
    mkdirSync(join(folder, "empty"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are proposed across the folders below", async () => {
    expect(await referenceOf(folder, "auto", signal)).toEqual({
      kind: "sequence",
      source: { kind: "node", folder, main: "" },
      pattern: { template: "t{t}/{c:*}_z{z}.tif" },
    });
  });

  it("are refused where names tell nothing", async () => {
    await expect(referenceOf(join(folder, "empty"), "auto", signal)).rejects.toMatchObject({
      kind: "setting",
      details: { setting: "sequence" },
    });
  });
});
