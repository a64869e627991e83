import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureCommandLine } from "../scripts/build.mjs";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { writeNoiseStack } from "../testing/cli/noiseStack.ts";

const ROOT = join(import.meta.dirname, "..");
const base = mkdtempSync(join(tmpdir(), "zarrdrop-interrupted-"));
const source = join(base, "a.ome.tif");
const OPTIONS = ["--num-levels", "2", "--chunk-shape", "1,1,1,80,80", "--chunk-strategy", "budget"];
let program: string;

/** Milliseconds in which a command has to end; a busy computer may double what it takes. */
const AT_ONCE = 5000;

/** Every read and every write of the system takes a while, so that there is time to stop it. */
const SLOW = `data:text/javascript,${encodeURIComponent(`
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  import { writeFileSync } from "node:fs";
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (const name of ["open", "readdir", "opendir", "lstat"]) {
    const real = fs[name];
    fs[name] = async (...given) => {
      if (process.env.SLOW_FLAG) writeFileSync(process.env.SLOW_FLAG, "");
      await pause(name === "open" ? 300 : 100);
      return real(...given);
    };
  }
  syncBuiltinESMExports();`)}`;

beforeAll(async () => {
  program = join(await ensureCommandLine(ROOT), "main.js");
  await writeNoiseStack(source, 240);
}, 120_000);
afterAll(() => rmSync(base, { recursive: true, force: true }), 60_000);

/** What a shell says of a command that a signal has ended: 128 and the signal's number. */
const CODES: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 };

/** `code`: as a shell says it. */
type Ended = { code: number | null; stderr: string; milliseconds: number };

/** Runs a command, slowly, and stops it once something is true. */
async function interrupt(words: string[], signal: NodeJS.Signals, when: (flag: string) => boolean): Promise<Ended> {
  const flag = join(mkdtempSync(join(base, "flag-")), "began");
  const child: ChildProcess = spawn(process.execPath, ["--import", SLOW, program, ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, SLOW_FLAG: flag },
  });
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code, by: NodeJS.Signals | null) => resolve(by === null ? code : (CODES[by] ?? null)));
  });
  while (!when(flag) && child.exitCode === null) await setTimeout(5);
  const began = performance.now();
  child.kill(signal);
  return { code: await ended, stderr, milliseconds: performance.now() - began };
}

async function run(words: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [program, ...words], { stdio: "ignore" });
  return new Promise((resolve) => child.once("exit", resolve));
}

describe("a command that is stopped", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "while it writes (%s): the store is marked, and the same call goes on",
    async (signal) => {
      const out = join(base, `out-${signal}`);
      const words = ["convert", source, "-d", out, ...OPTIONS];
      const store = join(out, "a.ome.zarr");
      const isWriting = (): boolean => existsSync(join(store, "0"));
      const { code, stderr, milliseconds } = await interrupt(words, signal, isWriting);
      expect(stderr).toBe(
        "Stopped. What was written is kept, marked as unfinished: the same call goes on from there.\n",
      );
      expect(code).toBe(signal === "SIGINT" ? 130 : 143);
      expect(milliseconds).toBeLessThan(AT_ONCE);
      expect(readdirSync(store)).toContain(".zarrdrop-incomplete.json");
      // Its lock went with it.
      expect(readdirSync(out)).toEqual(["a.ome.zarr"]);
      expect(await run(words)).toBe(0);
      const whole = join(base, `whole-${signal}`);
      expect(await run(["convert", source, "-d", whole, ...OPTIONS])).toBe(0);
      expect(contentsOf(out)).toEqual(contentsOf(whole));
    },
    60_000,
  );

  test.each([
    ["convert", ["convert", source, "-d", join(base, "early"), ...OPTIONS]],
    ["inspect", ["inspect", source, "--hash"]],
    ["validate", ["validate", join(base, "some.ome.zarr"), "--all-chunks"]],
  ])(
    "before it writes anything ends at once: %s",
    async (name, words) => {
      if (name === "validate") {
        mkdirSync(join(base, "some"), { recursive: true });
        await run(["convert", source, "-d", join(base, "some"), ...OPTIONS]);
        words = ["validate", join(base, "some", "a.ome.zarr"), "--all-chunks"];
      }
      const { code, stderr, milliseconds } = await interrupt(words, "SIGINT", existsSync);
      expect(stderr).toMatch(/^Stopped\. .+\.\n$/u);
      expect(code).toBe(130);
      expect(milliseconds).toBeLessThan(AT_ONCE);
      expect(existsSync(join(base, "early"))).toBe(false);
    },
    60_000,
  );

  test.skipIf(process.platform === "win32").each(["--params", "--csv-file"])(
    "while it waits for a pipe to which nobody writes (%s), of which Node's own end would wait for ever",
    async (option) => {
      const pipe = join(mkdtempSync(join(base, "pipe-")), "settings");
      execFileSync("bash", ["-c", 'mkfifo "$0"', pipe]);
      const words = ["convert", source, "-d", join(base, "early"), option, pipe];
      const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "ignore", "pipe"] });
      const ended = once(child, "close");
      // Long enough for it to begin to wait; it can be stopped before that, too.
      await setTimeout(1000);
      const began = performance.now();
      child.kill("SIGINT");
      const patience = globalThis.setTimeout(() => child.kill("SIGKILL"), AT_ONCE);
      expect(await ended).toEqual([null, "SIGINT"]);
      expect(performance.now() - began).toBeLessThan(AT_ONCE);
      clearTimeout(patience);
    },
    60_000,
  );
});
