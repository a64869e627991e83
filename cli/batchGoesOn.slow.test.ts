import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { timeSeries } from "../fixtures/timeSeries.ts";
import { ensureCommandLine } from "../scripts/build.mjs";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";

let folder = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-batch-goes-on-"));
  for (const [name, seed] of [
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ] as const) {
    writeFileSync(at(`${name}.ome.tif`), await timeSeries(2, seed, { sizeX: 24, sizeY: 16 }));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function at(name: string): string {
  return join(folder, name);
}

/** `b` is out of reach while the call is made the first time. */
async function withoutB(call: readonly string[]): Promise<Awaited<ReturnType<typeof runBuilt>>> {
  cpSync(at("b.ome.tif"), at("b.kept"), { preserveTimestamps: true });
  unlinkSync(at("b.ome.tif"));
  const ended = await runBuilt(call);
  cpSync(at("b.kept"), at("b.ome.tif"), { preserveTimestamps: true });
  return ended;
}

function leftIn(out: string): string[] {
  return readdirSync(out).filter((name) => name.startsWith(".zarrdrop"));
}

test(
  "time points of several files are added once and in order, whichever call adds them",
  { timeout: 120_000 },
  async () => {
    const rows = ["a", "b", "c"].map((name) => `${at(`${name}.ome.tif`)},series,append`);
    writeFileSync(at("jobs.csv"), ["source,name,existing", ...rows].join("\n"));
    const call = (out: string): string[] => [
      "convert",
      "--csv-file",
      at("jobs.csv"),
      "-d",
      at(out),
      "--num-levels",
      "2",
    ];
    expect((await runBuilt(call("whole"))).code).toBe(0);

    const first = await withoutB(call("out"));
    expect(first.code).toBe(1);
    expect(first.stderr).toContain("No time points were added");
    expect(first.stderr).toContain("1 of 3 converted.");

    const second = await runBuilt(call("out"));
    expect(second.stderr).toContain("3 of 3 converted.");
    expect(second.code).toBe(0);
    expect(second.stdout.match(/finished by an earlier run/gu)).toHaveLength(1);
    expect(contentsOf(at("out"))).toEqual(contentsOf(at("whole")));
  },
);

test("a wish to stop that comes when all is done is not said to have stopped it", { timeout: 120_000 }, async () => {
  const main = join(await ensureCommandLine(join(import.meta.dirname, "..")), "main.js");
  // The report is printed behind the last change.
  const late = `
    const { stdout } = process;
    const write = stdout.write;
    stdout.write = (...all) => {
      stdout.write = write;
      process.emit("SIGTERM");
      return stdout.write(...all);
    };`;
  const preloaded = ["--import", `data:text/javascript,${encodeURIComponent(late)}`];
  const ended = spawnSync(process.execPath, [...preloaded, main, "convert", at("a.ome.tif"), "-d", at("out")]);
  expect(ended.stderr.toString()).not.toContain("Stopped");
  expect(ended.stdout.toString()).toContain("Verified");
  expect(ended.status).toBe(0);
});

test("what an earlier call finished is not in the way of the same call", { timeout: 120_000 }, async () => {
  const call = ["convert", ...["a", "b", "c"].map((name) => at(`${name}.ome.tif`)), "-d", at("out")];
  expect((await withoutB(call)).stderr).toContain("2 of 3 converted.");
  // As a disk leaves it that wrote the record of the job and failed then.
  writeFileSync(at("out/.zarrdrop-finished/a.ome.zarr.json"), "{}");
  // More workers make no other job of it.
  const second = await runBuilt([...call, "--workers", "1"]);
  expect(second.code).toBe(0);
  expect(second.stdout.match(/finished by an earlier run/gu)).toHaveLength(2);
  expect(leftIn(at("out"))).toEqual([]);
  // All is done now: the call is a new one.
  expect((await runBuilt(call)).stderr).toContain("0 of 3 converted.");
});

test("a changed source, or another store in the place, was not finished", { timeout: 120_000 }, async () => {
  const call = ["convert", ...["a", "b", "c"].map((name) => at(`${name}.ome.tif`)), "-d", at("out")];
  await withoutB(call);
  writeFileSync(at("a.ome.tif"), await timeSeries(2, 7, { sizeX: 24, sizeY: 16 }));
  rmSync(at("out/c.ome.zarr"), { recursive: true });
  mkdirSync(at("out/c.ome.zarr"));
  const second = await runBuilt(call);
  expect(second.stderr).toContain("a.ome.zarr already exists");
  expect(second.stderr).toContain("2 of 3 converted.");
  expect(second.stdout).not.toContain("finished by an earlier run");
  expect(existsSync(at("out/c.ome.zarr/zarr.json"))).toBe(true);
});
