import { expect, test, vi } from "vitest";
import { countRuns, runsFor, seedFor } from "../figures.mjs";
import { SeededRandom } from "../contract/random.ts";
import { stateAfter, WAYS } from "./crashStates.ts";
import { JOBS } from "./jobs.ts";
import { bootAgain } from "./nodeFace.ts";
import { ReferenceRun } from "./referenceRun.ts";

// Bands of a plane that is small, and picture codecs that can be disturbed.
vi.mock(import("../../src/plan/layout/memory/bandLimits.ts"), async (original) => ({
  ...(await original()),
  WORTHWHILE_BYTES: 2048,
}));
vi.mock(import("../../src/codecs/picturesWasm.ts"), async (original) => {
  const [real, { gatedLoader }] = await Promise.all([original(), import("./gatedPictures.ts")]);
  return { ...real, loadPictureProgram: gatedLoader(real.loadPictureProgram) };
});

/** Of a long run; the others take seconds. */
const LONGEST = 10 * 3600 * 1000;
const SHOWN = 10;

const random = new SeededRandom(seedFor(12));

test.for(JOBS)(
  "$name: the machine stops at any moment, nothing passes for whole that is not, and the same call goes on",
  { timeout: LONGEST },
  async (job, { task }) => {
    const reference = await ReferenceRun.of(job);
    const { before, changes } = reference;
    const states = Math.ceil(runsFor("crashStates") / JOBS.length);
    const broken: string[] = [];
    for (let number = 0; number < states; number++) {
      const way = WAYS[number % WAYS.length]!;
      const count = Math.floor((number / states) * (changes.length + 1));
      bootAgain();
      const disk = stateAfter(before, changes, count, {
        way,
        hasSync: job.call.face === "node",
        random: () => random.next(),
      });
      try {
        await reference.expectSafe(disk);
        await reference.expectNoWrongImage(disk);
        if (!reference.hasEnded(disk)) await reference.expectResumable(disk);
      } catch (thrown) {
        broken.push(`${way} after ${count}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    expect(broken.slice(0, SHOWN), `${broken.length} of ${states}`).toEqual([]);
    countRuns(task, "crashStates", states, job.kind);
  },
);
