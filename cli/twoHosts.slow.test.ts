import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runBuilt, startOnHost } from "../testing/cli/builtCommandLine.ts";
import { contentsOf } from "../testing/cli/contentsOf.ts";
import { writeNoiseStack } from "../testing/cli/noiseStack.ts";

/** Finding out that a holder is gone takes half a minute, on a machine that does other things too. */
const TIMEOUT = 180_000;

const STORE = "stack.ome.zarr";

let folder = "";
let source = "";
let wanted: Record<string, string> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-hosts-"));
  source = join(folder, "stack.ome.tif");
  await writeNoiseStack(source, 256);
  const whole = join(folder, "whole");
  await runBuilt(call(whole));
  wanted = contentsOf(whole);
}, TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }), TIMEOUT);

/** A thousand chunks: there is a middle to be halted in. */
const call = (destination: string): string[] => [
  "convert",
  source,
  "-d",
  destination,
  "--chunk-shape",
  "1,1,1,16,16",
  "--num-levels",
  "2",
  "--chunk-strategy",
  "budget",
  "--workers",
  "2",
];

/** Starts a conversion on one host and halts it while it writes chunks. */
async function haltedWriter(destination: string) {
  const first = await startOnHost("lab-1", call(destination));
  const chunks = (): number => {
    try {
      return readdirSync(join(destination, STORE, "0"), { recursive: true }).length;
    } catch {
      return 0;
    }
  };
  while (chunks() < 50) await sleep(1);
  first.child.kill("SIGSTOP");
  expect(existsSync(join(destination, STORE, ".zarrdrop-incomplete.json")), "it was halted in the middle").toBe(true);
  return first;
}

// Windows has no signals.
describe.skipIf(process.platform === "win32")(
  "two machines, one drive: neither can ask whether the other's process lives",
  () => {
    test.concurrent(
      "who is silent for long is taken for gone; should it come back, it changes nothing",
      { timeout: TIMEOUT },
      async () => {
        const destination = join(folder, "silent");
        const first = await haltedWriter(destination);
        const second = await (await startOnHost("lab-2", call(destination))).ended;
        expect(second, second.stderr).toMatchObject({ code: 0 });
        expect(second.stderr).toMatch(
          new RegExp(
            `${STORE} was being written by process ${first.child.pid} on lab-1, since .*Looking whether that is still so`,
          ),
        );
        expect(contentsOf(destination)).toEqual(wanted);
        first.child.kill("SIGCONT");
        const ended = await first.ended;
        expect(ended).toMatchObject({ code: 1 });
        expect(ended.stderr).toContain("The output folder is not as this job left it");
        expect(ended.stderr).toContain("Nothing more is written from here");
        expect(contentsOf(destination)).toEqual(wanted);
      },
    );

    test.concurrent(
      "who lives is not disturbed, however slowly it works; the second is told who it is",
      { timeout: TIMEOUT },
      async () => {
        const destination = join(folder, "slow");
        const first = await haltedWriter(destination);
        let isOver = false;
        void first.ended.then(() => (isOver = true));
        // It gets a fraction of the time, as on a machine that swaps.
        const crawl = (async () => {
          while (!isOver) {
            first.child.kill("SIGCONT");
            await sleep(10);
            first.child.kill("SIGSTOP");
            await sleep(200);
          }
        })();
        const second = await (await startOnHost("lab-2", call(destination))).ended;
        expect(second).toMatchObject({ code: 1 });
        expect(second.stderr).toContain(
          `${STORE} is just being written by process ${first.child.pid} on lab-1, since `,
        );
        expect(second.stderr).toContain("Nothing was changed.");
        isOver = true;
        await crawl;
        first.child.kill("SIGCONT");
        const ended = await first.ended;
        expect(ended, ended.stderr).toMatchObject({ code: 0 });
        expect(contentsOf(destination)).toEqual(wanted);
      },
    );
  },
);
