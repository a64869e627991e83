import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOfPixels } from "../../model/dtype.ts";
import { MemorySink } from "../memorySink.ts";
import type { Sink } from "../sink.ts";
import { type AppendCase, appendPlan, contentOf, pixelsFor, planOf } from "../../../testing/store/appendCase.ts";
import { copyOf, statesDuring } from "../../../testing/store/operationStates.ts";
import { readForeignImage } from "../../../testing/store/readForeign.ts";
import { writeStore } from "../../../testing/store/writeStore.ts";
import { keptPath } from "./keptFile.ts";
import { restoreBefore } from "./restoreBefore.ts";

const cases = fc
  .record({
    zarrFormat: fc.constantFrom<2 | 3>(2, 3),
    chunk: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(2, 4, 5), fc.constantFrom(3, 8)),
    shard: fc.option(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))),
    before: fc.integer({ min: 1, max: 4 }),
    start: fc.integer({ min: 0, max: 6 }),
    count: fc.integer({ min: 1, max: 3 }),
    empties: fc.boolean(),
  })
  .map(({ chunk: [t, y, x], shard, ...rest }): AppendCase => ({
    ...rest,
    chunk: [t, 1, 1, y, x],
    shard: rest.zarrFormat === 3 && shard !== null ? [t * shard[0], 1, 1, y * shard[1], x * shard[1]] : null,
  }));

/** What was there stays to the bit, what was added is what came, and what lies between is empty. */
async function checkPixels(geometry: AppendCase, old: MemorySink, whole: MemorySink): Promise<void> {
  const { before, start, count } = geometry;
  const [was, is] = [(await readForeignImage(old))!, (await readForeignImage(whole))!];
  for (const [level, path] of ["0", "1"].entries()) {
    const { bytes, shape } = is.get(path)!;
    const frame = bytes.length / shape[0]!;
    const frameOf = (of: Uint8Array, time: number) => of.subarray(time * frame, (time + 1) * frame);
    const added = bytesOfPixels(pixelsFor(geometry)(appendPlan(geometry, start, count, "appended"), level));
    expect(shape[0]).toBe(Math.max(before, start + count));
    for (let time = 0; time < shape[0]!; time++) {
      const isAdded = time >= start && time < start + count;
      const expected = isAdded ? added : time < before ? was.get(path)!.bytes : new Uint8Array(bytes.length);
      expect(frameOf(bytes, time), `level ${path}, time point ${time}`).toEqual(frameOf(expected, time));
    }
  }
}

test("whatever the grid: a killed append goes on, is put back, or makes room for another one", async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (geometry, moment) => {
      const pixelsOf = pixelsFor(geometry);
      const write = (sink: Sink, output: ReturnType<typeof planOf>) => writeStore(sink, output, undefined, pixelsOf);
      const append = appendPlan(geometry, geometry.start, geometry.count, "appended");
      const another = appendPlan(geometry, geometry.before, 1, "another append");
      const old = new MemorySink();
      await writeStore(old, planOf(geometry, geometry.before));
      const whole = copyOf(old);
      const states = await statesDuring(whole, (sink) => write(sink, append));
      await checkPixels(geometry, old, whole);
      const other = copyOf(old);
      await write(other, another);
      // The first moments and the last ones: `appendRecovery.test.ts`.
      const group = keptPath(geometry.zarrFormat === 3 ? "zarr.json" : ".zgroup");
      const stopped = states.filter((state) => (state.files.files.get(group)?.length ?? 0) > 0);
      const { files } = stopped[Math.floor(moment * stopped.length)]!;
      const [back, added] = [copyOf(files), copyOf(files)];
      await write(files, append);
      expect(contentOf(files)).toEqual(contentOf(whole));
      await restoreBefore(back);
      expect(contentOf(back)).toEqual(contentOf(old));
      await write(added, another);
      expect(contentOf(added)).toEqual(contentOf(other));
    }),
    { numRuns: 60 },
  );
});
