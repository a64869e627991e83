import {
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tiff/${name}`, import.meta.url));
const IMAGE = fixture("ome_XYCZT.ome.tif");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What lies in the destination when the call is over, and what it said. */
async function convert(...words: string[]) {
  const { code, stdout, stderr } = await runBuilt(["convert", "-d", folder, "--archive", ...words]);
  return { code, stdout, stderr, names: readdirSync(folder).toSorted() };
}

it("a store becomes one file in place of its folder, and is what it was", async () => {
  // Of a call that was killed.
  writeFileSync(join(folder, "ome_XYCZT.ozx.0123456789abcdef.zarrdrop-part"), "half");
  const { code, stdout, names } = await convert(IMAGE, "--num-levels", "2");
  expect({ code, names }).toEqual({ code: 0, names: ["ome_XYCZT.ozx"] });
  expect(stdout).toContain(`${join(folder, "ome_XYCZT.ozx")}: `);
  const checked = await runBuilt(["validate", join(folder, "ome_XYCZT.ozx"), "--json", "--all-chunks"]);
  expect(JSON.parse(checked.stdout)).toMatchObject([{ valid: true, images: 1, counts: { error: 0, warning: 0 } }]);
});

it("archives are refused where there is one, and replaced when asked", async () => {
  const target = join(folder, "ome_XYCZT.ozx");
  writeFileSync(target, "mine");
  const refused = await convert(IMAGE);
  expect(refused).toMatchObject({
    code: 1,
    names: ["ome_XYCZT.ozx"],
    stderr: expect.stringMatching(/is there already/),
  });
  // What is no OME-Zarr is never replaced.
  expect(await convert(IMAGE, "--existing", "replace")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is there already, and is no OME-Zarr/),
  });
  expect(readFileSync(target, "utf8")).toBe("mine");
  rmSync(target);
  expect(await convert(IMAGE)).toMatchObject({ code: 0 });
  const before = readFileSync(target);
  const other = ["--compressor", "none"];
  expect((await convert(IMAGE, ...other)).stderr).toMatch(/is there already\./);
  expect(await convert(IMAGE, ...other, "--existing", "replace")).toMatchObject({ code: 0, names: ["ome_XYCZT.ozx"] });
  expect(readFileSync(target).equals(before)).toBe(false);
});

it("no archive takes the place of a source, its own or another's of the call, by whatever name it is reached", async () => {
  const target = join(folder, "ome_XYCZT.ozx");
  await convert(IMAGE);
  const before = readFileSync(target);
  linkSync(target, join(folder, "hard.ozx"));
  const replace = ["--existing", "replace"];
  for (const words of [
    [target, ...replace],
    [target, "--name", "hard", ...replace],
    [IMAGE, "--labels-from", `cells=${target}`, ...replace],
  ]) {
    const { code, stderr } = await convert(...words);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/\.ozx would be written over its own source/),
    });
  }
  // The other source's turn comes later: it must still be what it was.
  const { stderr } = await convert(IMAGE, target, ...replace);
  expect(stderr).toMatch(/\.ozx would be written over another source of this job/);
  expect(readFileSync(target).equals(before)).toBe(true);
  expect(readFileSync(join(folder, "hard.ozx")).equals(before)).toBe(true);
});

it.each([
  [1, /Only OME-Zarr 0\.5/, ["--zarr-format", "2"]],
  [1, /does not go with --existing skip/, ["--existing", "skip"]],
  [2, /not with --job/, ["--job", "job.json"]],
])("what cannot be one file is refused before anything is written (%i, %s)", async (code, stderr, words) => {
  expect(await convert(IMAGE, ...words)).toMatchObject({ code, stderr: expect.stringMatching(stderr), names: [] });
});

it("a call of several goes on where a bad source ended it: archives that are there are not made again", async () => {
  const broken = join(folder, "broken.tif");
  writeFileSync(broken, "II");
  const first = await convert(IMAGE, broken);
  expect(first.code).toBe(1);
  const { mtimeMs } = statSync(join(folder, "ome_XYCZT.ozx"));
  const second = await convert(IMAGE, broken);
  expect(second.stdout).toContain("finished by an earlier run");
  expect(statSync(join(folder, "ome_XYCZT.ozx")).mtimeMs).toBe(mtimeMs);
  // One that is not as it was left is no reason to say that all is done.
  truncateSync(join(folder, "ome_XYCZT.ozx"), 100);
  expect((await convert(IMAGE, broken)).stderr).toMatch(/ome_XYCZT\.ozx is there already/);
});
