import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureCommandLine } from "../scripts/build.mjs";
import { PARTIAL_SUFFIX, STORE_MARKER } from "../src/model/storeMarker.ts";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { writeNoiseStack } from "../testing/cli/noiseStack.ts";

const ROOT = join(import.meta.dirname, "..");
const base = mkdtempSync(join(tmpdir(), "zarrdrop-killed-"));
const source = join(base, "a.ome.tif");
let program: string;

beforeAll(async () => {
  program = join(await ensureCommandLine(ROOT), "main.js");
  await writeNoiseStack(source, 240);
}, 120_000);
afterAll(() => rmSync(base, { recursive: true, force: true }), 60_000);

function convert(folder: string): ChildProcess {
  const words = ["convert", source, "--destination", folder, "--num-levels", "2", "--chunk-shape", "1,1,1,16,16"];
  return spawn(process.execPath, [program, ...words], { stdio: "ignore" });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

function unfinishedFiles(store: string): string[] {
  return readdirSync(store, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(PARTIAL_SUFFIX));
}

test(
  "killed again and again, the same call goes on, and leaves nothing of what it was writing",
  { timeout: 120_000 },
  async () => {
    const whole = join(base, "whole");
    expect(await ended(convert(whole))).toBe(0);
    const expected = contentsOf(whole);

    const folder = join(base, "killed");
    const store = join(folder, "a.ome.zarr");
    let left = 0;
    let kills = 0;
    for (let run = 0; run < 40 && (kills < 3 || left === 0); run++) {
      const child = convert(folder);
      const end = ended(child);
      await unfinishedFile(store, child);
      child.kill("SIGKILL");
      if ((await end) === 0) {
        // The kill came too late: all over again.
        rmSync(folder, { recursive: true });
        continue;
      }
      kills++;
      expect(existsSync(join(store, STORE_MARKER)), "the marker is there").toBe(true);
      left = Math.max(left, unfinishedFiles(store).length);
    }
    expect(left, "files that were being written when it was killed").toBeGreaterThan(0);
    expect(await ended(convert(folder))).toBe(0);
    expect(unfinishedFiles(store)).toEqual([]);
    expect(contentsOf(folder)).toEqual(expected);
  },
);

/** Resolves when a file is being written, or the command line at its end. */
async function unfinishedFile(store: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && !(existsSync(join(store, "0", "c")) && unfinishedFiles(store).length > 0))
    await new Promise((resolve) => setImmediate(resolve));
}
