import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { putBackStore } from "./putBackStore.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-put-back-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();

it("where there is nothing to put back, what a killed call left of its lock goes", async () => {
  writeFileSync(join(folder, `.zarrdrop.${"ab".repeat(8)}.alive`), "{}");
  expect(await putBackStore({ kind: "node", folder }, "s.ome.zarr", { signal })).toBe("nothing");
  expect(readdirSync(folder)).toEqual([]);
});

it("makes no folder to look in", async () => {
  const missing = join(folder, "missing");
  expect(await putBackStore({ kind: "node", folder: missing }, "s.ome.zarr", { signal })).toBe("nothing");
  expect(existsSync(missing)).toBe(false);
});
