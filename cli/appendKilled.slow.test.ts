import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureCommandLine } from "../scripts/build.mjs";
import { timeSeries } from "../fixtures/timeSeries.ts";
import { STORE_MARKER } from "../src/model/storeMarker.ts";
import { inspectStore } from "../src/store/inspectStore.ts";
import { openSink } from "../src/store/openSink.ts";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";
import { killsOf, momentsOf } from "../testing/cli/kills.ts";
import { countRuns } from "../testing/figures.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STORE = "series.ome.zarr";

const COMMON = [
  "--name",
  "series",
  "--num-levels",
  "2",
  "--workers",
  "2",
  "--compressor",
  "none",
  "--chunk-strategy",
  "budget",
];
/** Modes of `killed.slow.test.ts`. */
const MODES_BEFORE = 5;

const CASES: [string, string[], string[]][] = [
  // The second part begins inside a chunk of the first one, and inside a shard.
  ["v2, at the end", ["--zarr-format", "2", "--chunk-shape", "2,1,1,16,32"], []],
  ["shards, written over", ["--chunk-shape", "1,1,1,16,16", "--shard-shape", "2,1,1,32,32"], ["--start-t-dest", "1"]],
];

let main = "";
let folder = "";

beforeAll(async () => {
  main = join(await ensureCommandLine(ROOT), "main.js");
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-append-"));
  for (const [name, times, seed] of [
    ["first", 3, 1],
    ["more", 4, 2],
    ["other", 2, 3],
  ] as const) {
    writeFileSync(join(folder, `${name}.ome.tif`), await timeSeries(times, seed));
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

type Run = { code: number | null; error: string; marked: number };

/** Runs `convert`; kills it `killAfter` milliseconds after the marker came. `marked`: how long the marker was seen. */
async function convert(out: string, name: string, words: string[], killAfter: number | null = null): Promise<Run> {
  const call = [main, "convert", join(folder, `${name}.ome.tif`), "-d", out, ...words];
  const child = spawn(process.execPath, call, { stdio: ["ignore", "ignore", "pipe"] });
  let error = "";
  child.stderr.on("data", (part: Buffer) => (error += part.toString()));
  let isOver = false;
  const over = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code))).finally(
    () => (isOver = true),
  );
  let seen = 0;
  while (!isOver) {
    if (seen === 0 && existsSync(join(out, STORE, STORE_MARKER))) seen = performance.now();
    if (seen > 0 && killAfter !== null && performance.now() - seen >= killAfter) {
      child.kill("SIGKILL");
      break;
    }
    await sleep(1);
  }
  const code = await over;
  return { code, error, marked: seen === 0 ? 0 : performance.now() - seen };
}

/** Names and hashes of the store's files; a receipt beside it stays where a job was killed at its very end. */
function contentOf(out: string): Map<string, string> {
  const files = readdirSync(join(out, STORE), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(out.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

describe.each(CASES)("convert --existing append, killed: %s", (title, layout, place) => {
  test(
    "goes on with the same call, and another one is added to what was there before",
    { timeout: 120_000 + killsOf(0) * 120_000 },
    async ({ task }) => {
      const at = MODES_BEFORE + CASES.findIndex(([name]) => name === title);
      const [kills, moment] = [killsOf(at), momentsOf(at)];
      const words = [...COMMON, ...layout];
      const here = (name: string): string => join(folder, title, name);
      const append = [...words, "--existing", "append"];
      const add = (out: string, killAfter: number | null = null) =>
        convert(out, "more", [...append, ...place], killAfter);
      expect(await convert(here("old"), "first", words)).toMatchObject({ code: 0 });
      cpSync(here("old"), here("whole"), { recursive: true });
      const { code, marked } = await add(here("whole"));
      expect(code).toBe(0);
      cpSync(here("old"), here("another"), { recursive: true });
      expect(await convert(here("another"), "other", append)).toMatchObject({ code: 0 });
      const [whole, another] = [contentOf(here("whole")), contentOf(here("another"))];

      let stopped = 0;
      // A machine that is busy with other things lets a run end before it is killed: then one more.
      for (let kill = 0; stopped < kills && kill < 3 * kills + 5; kill++) {
        const out = here(`killed-${kill}`);
        const second = here(`killed-${kill}-another`);
        cpSync(here("old"), out, { recursive: true });
        // Spread over the run, each at a random moment of its share.
        const after = (marked * ((kill % kills) + moment())) / kills;
        await add(out, after);
        const { state } = await inspectStore(await openSink({ kind: "node", folder: out }, STORE));
        if (state === "complete") {
          // The kill came too late.
          expect(contentOf(out), `killed after ${after} ms`).toEqual(whole);
          continue;
        }
        stopped++;
        expect(state).toBe("incomplete");
        cpSync(out, second, { recursive: true });
        expect(await add(out), `killed after ${after} ms`).toMatchObject({ code: 0 });
        expect(contentOf(out), `killed after ${after} ms`).toEqual(whole);
        const result = await convert(second, "other", append);
        // In the last moments only traces of the first append are left: it stays.
        const expected = result.code === 0 ? another : whole;
        if (result.code !== 0) expect(result.error).toContain("is not as it was");
        expect(contentOf(second), `killed after ${after} ms`).toEqual(expected);
        for (const done of [out, second]) rmSync(done, { recursive: true });
      }
      expect(stopped).toBe(kills);
      countRuns(task, "kills", stopped, `append, ${title}`);
    },
  );
});

test(
  "inspect and restore: an append that was stopped is taken back without its source",
  { timeout: 120_000 },
  async () => {
    const [, words] = CASES[0]!;
    const append = [...COMMON, ...words, "--existing", "append"];
    const out = join(folder, "restored");
    await convert(out, "first", [...COMMON, ...words]);
    const old = contentOf(out);
    for (let tries = 0; tries < 5; tries++) {
      await convert(out, "more", append, 0);
      if (existsSync(join(out, STORE, STORE_MARKER))) break;
      // It came to its end first.
      rmSync(out, { recursive: true });
      await convert(out, "first", [...COMMON, ...words]);
    }
    const store = join(out, STORE);
    const { restorable } = (JSON.parse((await runBuilt(["inspect", store, "--json"])).stdout) as { store: Inspected })
      .store;
    expect(restorable).toBe(true);
    expect((await runBuilt(["inspect", store])).stdout).toContain("`restore` gives the store back");
    expect(await runBuilt(["restore", store])).toMatchObject({ code: 0 });
    expect(contentOf(out)).toEqual(old);
    expect(await runBuilt(["restore", store])).toMatchObject({ code: 1 });
    expect(contentOf(out)).toEqual(old);
  },
);

type Inspected = { restorable: boolean };
