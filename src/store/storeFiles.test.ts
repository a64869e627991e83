import { expect, test } from "vitest";
import { samplePlan, sampleLevel } from "../../testing/store/samplePlan.ts";
import { writeStore, levelPixels } from "../../testing/store/writeStore.ts";
import { allocatePixels } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import { storedLevel } from "./levelArray.ts";
import { MemorySink } from "./memorySink.ts";
import type { Sink } from "./sink.ts";

test.each([
  ["chunks", null],
  ["shards", [4, 8]],
])(
  "%s that are out of reach for a moment are found all the same, or told: none passes for one that was left out",
  async (_, shard) => {
    const output = samplePlan("uint16", [sampleLevel("0", [4, 16], [4, 4], shard)]);
    const store = new MemorySink();
    await writeStore(store, output);
    const expected = levelPixels(output, 0);
    const { shape } = output.levels[0]!;
    let looks = 0;
    /** Reads the level; the look at a file number `missed`, from 0, finds nothing there. */
    const readMissing = async (missed: number) => {
      looks = 0;
      const look = async <T>(act: () => Promise<T>): Promise<T | null> => (looks++ === missed ? null : act());
      const failing: Sink = Object.assign(Object.create(store) as Sink, {
        read: (path: string, range?: { offset: number; length: number }) => look(() => store.read(path, range)),
        size: (path: string) => look(() => store.size(path)),
      });
      const pixels = allocatePixels("uint16", sizeOfShape(shape));
      const { signal } = new AbortController();
      await storedLevel(failing, output, output.levels[0]!).readRegion(wholeRegion(shape), pixels, signal);
      return pixels;
    };
    expect(await readMissing(-1)).toEqual(expected);
    const all = looks;
    expect(all).toBeGreaterThanOrEqual(4);
    for (let missed = 0; missed < all; missed++) {
      const outcome: unknown = await readMissing(missed).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) expect(outcome, `${missed}`).toMatchObject({ kind: "storage" });
      else expect(outcome, `${missed}`).toEqual(expected);
    }
  },
);
