import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureCommandLine } from "../scripts/build.mjs";
import { workerIn } from "../src/convert/coordinator/comlinkWorker.ts";
import { convert } from "../src/convert/coordinator/convert.ts";
import { planForDestination } from "../src/convert/reading/planForDestination.ts";
import { FORMATS, openImage } from "../src/formats/registry.ts";
import type { ZarrdropError } from "../src/model/errors.ts";
import type { ConversionEvent } from "../src/plan/job.ts";
import { parseSettings } from "../src/plan/settings/parseSettings.ts";
import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { sourceAt } from "../src/door/node/sourceAt.ts";
import { nodeThread } from "../src/door/node/nodeThread.ts";

const SOURCE = fileURLToPath(new URL("../fixtures/tiff/ome_XYZCT.ome.tif", import.meta.url));
/** What the product waits for 18 s, and for a script of the thread 60. */
const LIMITS = { silent: 1500, disk: 3000, loading: 60_000 };

let script: URL;
let folder = "";
let whole: Outcome;
let wholeFiles: Record<string, string>;
beforeAll(async () => {
  installErrorTransfer();
  const built = await ensureCommandLine(fileURLToPath(new URL("..", import.meta.url)));
  script = new URL(`file://${join(built, "nodeUnitWorker.js")}`);
  const undisturbed = mkdtempSync(join(tmpdir(), "zarrdrop-lost-"));
  whole = await run(undisturbed, null);
  wholeFiles = contentsOf(undisturbed);
  rmSync(undisturbed, { recursive: true, force: true });
}, 60_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-lost-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Code that runs in a thread before the program: what happens to it when it is asked for a unit. `once`: to the first thread of all that
 * is asked.
 */
function misfortune(what: string, call: string, once: boolean): string {
  const flag = JSON.stringify(join(folder, "happened"));
  const happens = once ? `!existsSync(${flag}) && (writeFileSync(${flag}, ""), true)` : "true";
  const code = `
    import { parentPort } from "node:worker_threads";
    import { existsSync, writeFileSync } from "node:fs";
    const on = parentPort.on.bind(parentPort);
    parentPort.on = (name, listener) => on(name, (message) => {
      if (message?.path?.[0] === "${call}" && ${happens}) { ${what} }
      listener(message);
    });`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

type Outcome = { events: ConversionEvent[]; failure: ZarrdropError | null; threads: number };

/** Converts the fixture; the threads run what is `preloaded` before the program. */
async function run(out: string, preloaded: string | null, settings: Record<string, unknown> = {}): Promise<Outcome> {
  const { signal } = new AbortController();
  const source = await sourceAt(SOURCE);
  const reader = await openImage(source, signal, FORMATS);
  reader.close();
  const destination = { kind: "node", folder: out } as const;
  const request = {
    source,
    description: reader.description,
    settings: parseSettings({ workers: 2, ...settings }),
    destination,
  };
  const { plan } = await planForDestination(request, signal);
  const outcome: Outcome = { events: [], failure: null, threads: 0 };
  await convert(
    { source, description: request.description, destination, plan },
    {
      spawn: (onWaiting) => {
        outcome.threads++;
        const execArgv = preloaded === null ? [] : ["--import", preloaded];
        const worker = new Worker(script, { execArgv, resourceLimits: { maxOldGenerationSizeMb: 64 }, stderr: true });
        return workerIn(nodeThread(worker), { onWaiting, limits: LIMITS });
      },
      cores: 2,
      signal,
      onEvent: (event) => outcome.events.push(event),
    },
  ).catch((error: ZarrdropError) => (outcome.failure = error));
  return outcome;
}

/** Bytes of progress never go back, and end at what there is. */
function expectSteadyProgress({ events }: Outcome): void {
  const done = events.flatMap((event) => (event.kind === "progress" ? [event.bytesDone] : []));
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  const total = events.find((event) => event.kind === "started")?.bytesTotal;
  expect(done.at(-1)).toBe(total);
}

const MISFORTUNES: [string, string][] = [
  ["loops for ever", "for (;;);"],
  ["ends itself", "process.exit(0);"],
  ["throws at nobody", "throw new Error('a defect');"],
  ["runs out of memory", "const all = []; for (;;) all.push(new Array(1e5).fill(all.length));"],
];

describe("a thread of the command line that", () => {
  it.each(MISFORTUNES)("%s once is replaced, and the store is what it would have been", async (_, what) => {
    const outcome = await run(join(folder, "out"), misfortune(what, "run", true));
    expect(outcome.failure).toBeNull();
    expect(existsSync(join(folder, "happened"))).toBe(true);
    expect(outcome.threads).toBe(whole.threads + 1);
    expectSteadyProgress(outcome);
    expect(contentsOf(join(folder, "out"))).toEqual(wholeFiles);
  });

  it.each(MISFORTUNES.slice(0, 2))("%s each time ends the job in words; the same call goes on", async (_, what) => {
    const { failure } = await run(join(folder, "out"), misfortune(what, "run", false));
    expect(failure).toMatchObject({ kind: "worker-lost" });
    expect(failure!.message).toMatch(/twice at ome_XYZCT\.ome\.zarr/u);
    expect(failure!.details.safe).toContain("goes on from there");
    expect(readdirSync(join(folder, "out", "ome_XYZCT.ome.zarr"))).toContain(".zarrdrop-incomplete.json");
    const again = await run(join(folder, "out"), null);
    expect(again.failure).toBeNull();
    expect(contentsOf(join(folder, "out"))).toEqual(wholeFiles);
  });

  it.each(["open", "verify"])("hangs once in %s is replaced", async (call) => {
    const outcome = await run(join(folder, "out"), misfortune("for (;;);", call, true));
    expect(outcome.failure).toBeNull();
    expect(outcome.threads).toBe(whole.threads + 1);
  });

  it("does not close ends with its job", async () => {
    const outcome = await run(join(folder, "out"), misfortune("for (;;);", "close", false));
    expect(outcome.failure).toBeNull();
  });

  it("waits for a disk that does not answer is said to, and replaced after a longer time", async () => {
    // Every second rename of the system comes to nothing.
    const hang = `
      import fs from "node:fs/promises";
      import { syncBuiltinESMExports } from "node:module";
      import { existsSync, writeFileSync } from "node:fs";
      const { rename } = fs;
      const flag = ${JSON.stringify(join(folder, "happened"))};
      fs.rename = (...names) => {
        if (existsSync(flag)) return rename(...names);
        writeFileSync(flag, "");
        return new Promise(() => {});
      };
      syncBuiltinESMExports();`;
    const outcome = await run(join(folder, "out"), `data:text/javascript,${encodeURIComponent(hang)}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.events.filter(({ kind }) => kind === "waiting-for-disk")).toEqual([
      { kind: "waiting-for-disk", isWaiting: true },
      { kind: "waiting-for-disk", isWaiting: false },
    ]);
    expect(outcome.threads).toBe(whole.threads + 1);
  });
});
