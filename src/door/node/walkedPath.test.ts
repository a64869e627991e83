import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { walkedPath } from "./walkedPath.ts";

let root = "";
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "zarrdrop-walked-")));
  mkdirSync(join(root, "disk", "day1"), { recursive: true });
  mkdirSync(join(root, "home"));
  symlinkSync(join(root, "disk", "day1"), join(root, "home", "link"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.skipIf(process.platform === "win32")("goes up from where a link leads to, as the system does", async () => {
  expect(await walkedPath(`${root}/home/link/../day2/./a`)).toBe(`${root}/disk/day2/a`);
  expect(await walkedPath(`${root}/home/link/../..`)).toBe(root);
});

it("refuses what is no path", async () => {
  for (const path of ["\0", "a\0b", "a/../\0"])
    await expect(walkedPath(path)).rejects.toMatchObject({ kind: "setting", message: /NUL/ });
});

it("leaves alone what can be taken in one way only, and what is not there", async () => {
  for (const path of ["", ".", "a", "../a", "./../../a", "/", "/a/b", `${root}/nowhere/../a`]) {
    expect(await walkedPath(path)).toBe(path);
  }
});
