import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { writeNoiseStack } from "../testing/cli/noiseStack.ts";

const TIMEOUT = 180_000;

let folder = "";
let source = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-job-"));
  source = join(folder, "stack.ome.tif");
  await writeNoiseStack(source, 256);
}, TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }), TIMEOUT);

const FINE = ["--chunk-shape", "1,1,1,16,16", "--num-levels", "2", "--chunk-strategy", "budget"];

async function done(...words: string[]): Promise<string> {
  const ended = await runBuilt(words);
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

test(
  "processes do the units of a job, one of them killed on the way; the commit names what is missing, then gives the bytes of one process",
  async () => {
    const job = join(folder, "job.json");
    const many = join(folder, "many");
    const said = await done("convert", source, "-d", many, ...FINE, "--job", job);
    expect(said).toBe("Round 1 of 1, units 1-4, to do: 1-4\n");
    const store = join(many, "stack.ome.zarr");
    const hasBegun = (): boolean =>
      existsSync(join(store, "0")) && readdirSync(join(store, "0"), { recursive: true }).length > 20;
    const [killed] = await Promise.all([
      runBuilt(["job", job, "--units", "1-2"], { once: hasBegun, after: 0 }),
      done("job", job, "--units", "3"),
    ]);
    expect(killed).toMatchObject({ signal: "SIGKILL" });
    const early = await runBuilt(["job", job, "--commit"]);
    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("3 units are not done, or not whole: 1-2,4."),
    });
    // A stopped cluster begins again, and goes on.
    expect(await done("convert", source, "-d", many, ...FINE, "--job", job)).toContain("to do: 1-2,4");
    await Promise.all([done("job", job, "--units", "1-2"), done("job", job, "--units", "2,4")]);
    expect(await done("job", job, "--commit")).toContain("Verified:");
    await done("convert", source, "-d", join(folder, "one"), ...FINE);
    expect(contentsOf(many)).toEqual(contentsOf(join(folder, "one")));
  },
  TIMEOUT,
);

test(
  "a file that is no job is neither read as one nor written over",
  async () => {
    const notes = join(folder, "notes.json");
    writeFileSync(notes, '{"notes":1}');
    const call = ["convert", source, "-d", join(folder, "never"), "--job", notes];
    expect(await runBuilt(call)).toMatchObject({ code: 1, stderr: expect.stringContaining("is no job of Zarrdrop") });
    expect(await runBuilt(["job", notes, "--units", "1"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is no job of Zarrdrop"),
    });
    expect(readFileSync(notes, "utf8")).toBe('{"notes":1}');
    expect(existsSync(join(folder, "never"))).toBe(false);
    expect(await runBuilt(["job", notes])).toMatchObject({ code: 2 });
    expect(await runBuilt(["job", notes, "--units", "1", "--commit"])).toMatchObject({ code: 2 });
    expect(await runBuilt(["job", notes, "--units", "0"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no numbers of units"),
    });
  },
  TIMEOUT,
);
