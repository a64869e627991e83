import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STORE_MARKER } from "../src/model/storeMarker.ts";
import { RECEIPTS } from "../src/store/place/receipt.ts";
import { runBuilt } from "../testing/cli/builtCommandLine.ts";
import { killsOf, momentsOf } from "../testing/cli/kills.ts";
import { writeNoiseStack } from "../testing/cli/noiseStack.ts";
import { countRuns } from "../testing/figures.mjs";

const SCENES = fileURLToPath(new URL("../fixtures/tiff/ome_two_scenes.ome.tif", import.meta.url));

let folder = "";
let stack = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-killed-"));
  stack = join(folder, "stack.ome.tif");
  await writeNoiseStack(stack, 256);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Mode = {
  name: string;
  /** The call that is killed and comes again, without its destination. */
  words: () => string[];
  /** The call that made what is there before, or null: nothing is. */
  before: (() => string[]) | null;
};

const FINE = ["--chunk-shape", "1,1,1,64,64", "--num-levels", "2", "--chunk-strategy", "budget"];
const FINE_SCENES = ["--chunk-shape", "1,1,1,8,8", "--num-levels", "2", "--chunk-strategy", "budget"];

/** Appending has a test of its own: `appendKilled.slow.test.ts`. */
const MODES: Mode[] = [
  { name: "new", words: () => [stack, ...FINE], before: null },
  {
    name: "replace",
    words: () => [stack, ...FINE, "--existing", "replace"],
    before: () => [stack, "--chunk-shape", "1,1,2,64,64", "--zarr-format", "2"],
  },
  { name: "several scenes", words: () => [SCENES, ...FINE_SCENES], before: null },
  {
    name: "several scenes, replaced",
    words: () => [SCENES, ...FINE_SCENES, "--existing", "replace"],
    before: () => [SCENES],
  },
  {
    name: "several scenes, renamed",
    words: () => [SCENES, ...FINE_SCENES, "--existing", "rename"],
    before: () => [SCENES],
  },
];

/** Every file of a folder with its bytes, as one text. */
function contents(path: string): string {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => {
    const place = join(parentPath, name);
    return `${place.slice(path.length + 1)} ${readFileSync(place, "latin1")}`;
  });
  return texts.sort().join("\n");
}

/** True for the files of the lock of a job, which lie beside the stores of one that was killed. */
function isOfLock(name: string): boolean {
  return name.startsWith(".zarrdrop.");
}

/** What each store in a destination holds. */
function stores(destination: string): Map<string, string> {
  const names = readdirSync(destination).filter((name) => !isOfLock(name));
  const held = names.map((name) => [name, contents(join(destination, name))] as const);
  // The folder of receipts goes last, after them: without any it tells nothing.
  return new Map(held.filter(([name, text]) => name !== RECEIPTS || text !== ""));
}

describe("killed at random moments, nothing is lost and the same call goes on", () => {
  it.for(MODES)("$name", { timeout: 30_000 + killsOf(0) * 60_000 }, async ({ name: mode, words, before }, { task }) => {
    const at = MODES.findIndex(({ name }) => name === mode);
    const [kills, moment] = [killsOf(at), momentsOf(at)];
    const start = mkdtempSync(join(folder, "start-"));
    if (before !== null) expect((await runBuilt(["convert", ...before(), "-d", start])).code).toBe(0);
    const old = stores(start);
    const fresh = (name: string): string => mkdtempSync(join(folder, name));
    const copyOfStart = (name: string): string => {
      const destination = fresh(name);
      cpSync(start, destination, { recursive: true });
      return destination;
    };
    const call = (destination: string): string[] => ["convert", ...words(), "-d", destination];
    const hasBegun = (destination: string) => () =>
      readdirSync(destination).some((name) => !old.has(name) && !name.startsWith("."));

    const whole = copyOfStart("whole-");
    let begun = 0;
    const measured = await runBuilt(call(whole), {
      once: () => {
        if (begun === 0 && hasBegun(whole)()) begun = performance.now();
        return false;
      },
      after: 0,
    });
    expect(measured, measured.stderr).toMatchObject({ code: 0 });
    const window = performance.now() - begun;
    const wanted = stores(whole);

    let made = 0;
    // One that comes too late is no kill: then one more.
    for (let tries = 0; made < kills && tries < 3 * kills + 5; tries++) {
      const destination = copyOfStart("killed-");
      const after = moment() * window;
      const ended = await runBuilt(call(destination), { once: hasBegun(destination), after });
      if (ended.code === null) made++;
      const where = `killed ${after.toFixed(1)} ms after it began`;
      const there = [...stores(destination).values()];
      for (const [name, text] of old) {
        expect(there.includes(text) || there.includes(wanted.get(name)!), `${where}: a whole ${name}`).toBe(true);
      }
      // Whatever has a store's name and no marker is whole.
      for (const [name, text] of stores(destination)) {
        if (!name.endsWith(".ome.zarr") || existsSync(join(destination, name, STORE_MARKER))) continue;
        expect([old.get(name), wanted.get(name)].includes(text), `${where}: ${name}`).toBe(true);
      }
      // Once everything was done and tidied, the same call is a new one.
      const isOver = ended.code !== null || difference(stores(destination), wanted).length === 0;
      if (!isOver) {
        const again = await runBuilt(call(destination));
        expect(again, `${where}: ${again.stderr}`).toMatchObject({ code: 0 });
        expect(readdirSync(destination).filter(isOfLock)).toEqual([]);
      }
      expect(difference(stores(destination), wanted), `${where}: all is there, and nothing else`).toEqual([]);
      rmSync(destination, { recursive: true });
    }
    expect(made).toBe(kills);
    countRuns(task, "kills", made, mode);
  });
});

/** Names of stores that are in one of two destinations only, or not the same in both. */
function difference(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

it("a folder of notes is not replaced, and nothing of it is touched", async () => {
  const destination = mkdtempSync(join(folder, "notes-"));
  const notes = join(destination, "stack.ome.zarr");
  mkdirSync(notes);
  writeFileSync(join(notes, "notes.txt"), "important");
  const { code, stderr } = await runBuilt(["convert", stack, "-d", destination, "--existing", "replace"]);
  expect(code).toBe(1);
  expect(stderr).toContain("stack.ome.zarr already exists: it is a folder that is no Zarr store.");
  expect(stores(destination)).toEqual(new Map([["stack.ome.zarr", "notes.txt important"]]));
});
