import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
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
  expect(readFileSync(target, "utf8")).toBe("mine");
  expect(await convert(IMAGE, "--existing", "replace")).toMatchObject({ code: 0, names: ["ome_XYCZT.ozx"] });
  expect(statSync(target).size).toBeGreaterThan(1000);
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
