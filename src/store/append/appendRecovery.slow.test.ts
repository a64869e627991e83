import { describe, expect, test } from "vitest";
import { STORE_BEFORE } from "../../model/storeMarker.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { inspectStore } from "../inspectStore.ts";
import { MemorySink } from "../memorySink.ts";
import type { Sink } from "../sink.ts";
import {
  type AppendCase,
  appendPlan,
  contentOf,
  pixelsFor,
  planOf,
  sameImage,
} from "../../../testing/store/appendCase.ts";
import { copyOf, statesDuring, type StoppedState } from "../../../testing/store/operationStates.ts";
import { readForeignImage } from "../../../testing/store/readForeign.ts";
import { writeStore } from "../../../testing/store/writeStore.ts";
import { appendState } from "./appendLog.ts";
import { restoreBefore } from "./restoreBefore.ts";

const GEOMETRIES: [string, AppendCase][] = [
  ["v3, a time point a chunk", { zarrFormat: 3, chunk: [1, 1, 1, 4, 4], shard: null, before: 2, start: 2, count: 1 }],
  ["v3, chunks straddled", { zarrFormat: 3, chunk: [2, 1, 1, 4, 4], shard: null, before: 3, start: 3, count: 2 }],
  ["v2, chunks straddled", { zarrFormat: 2, chunk: [2, 1, 1, 4, 4], shard: null, before: 1, start: 1, count: 2 }],
  [
    "shards straddled",
    { zarrFormat: 3, chunk: [1, 1, 1, 4, 4], shard: [2, 1, 1, 4, 8], before: 3, start: 3, count: 2 },
  ],
  ["a gap", { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 4, count: 1 }],
  ["v3, written over", { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 3, start: 1, count: 3 }],
  ["v2, written over", { zarrFormat: 2, chunk: [1, 1, 1, 4, 8], shard: null, before: 2, start: 0, count: 3 }],
  ["written over, no longer", { zarrFormat: 3, chunk: [1, 1, 1, 4, 8], shard: null, before: 3, start: 0, count: 2 }],
  [
    "shards written over, no longer",
    { zarrFormat: 3, chunk: [1, 1, 1, 4, 4], shard: [2, 1, 1, 4, 8], before: 3, start: 1, count: 1 },
  ],
  [
    "chunks that become empty",
    { zarrFormat: 3, chunk: [1, 1, 1, 4, 4], shard: null, before: 2, start: 0, count: 3, empties: true },
  ],
];

function describeState({ files, isTorn }: StoppedState, at: number): string {
  return `state ${at}${isTorn ? " (torn)" : ""}: ${[...files.files.keys()].filter((name) => name.startsWith(".")).join(" ")}`;
}

describe.each(GEOMETRIES)("an append that is killed at any moment: %s", (_, geometry) => {
  const ROOT = geometry.zarrFormat === 3 ? "zarr.json" : ".zgroup";
  const pixelsOf = pixelsFor(geometry);
  const append = appendPlan(geometry, geometry.start, geometry.count, "appended");
  const another = appendPlan(geometry, geometry.before, 2, "another append");
  const write = (sink: Sink, output: OutputPlan): Promise<unknown> => writeStore(sink, output, undefined, pixelsOf);

  async function prepare() {
    const old = new MemorySink();
    const omeXml = '<OME><Image><Pixels SizeX="8" SizeT="1" SizeZ="1"/></Image></OME>';
    const plan = planOf(geometry, geometry.before);
    await writeStore(old, { ...plan, metadata: { ...plan.metadata, omeXml } });
    old.files.set("labels/cells/0/c/0/0/0/0/0", new Uint8Array([1, 2, 3]));
    const whole = copyOf(old);
    const states = await statesDuring(whole, (sink) => write(sink, append));
    const other = copyOf(old);
    await write(other, another);
    return { old, whole, other, states };
  }

  test("the same call goes on to the same bytes", async () => {
    const { whole, states } = await prepare();
    expect((await inspectStore(whole)).problems).toEqual([]);
    expect(states.length).toBeGreaterThan(20);
    for (const [at, state] of states.entries()) {
      const { files } = state;
      await write(files, append);
      expect(contentOf(files), describeState(state, at)).toEqual(contentOf(whole));
    }
  });

  test("another append puts the old state back and is added to it", async () => {
    const { whole, other, states } = await prepare();
    let ended = 0;
    for (const [at, state] of states.entries()) {
      const { files } = state;
      const failure: unknown = await write(files, another).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (failure === null && contentOf(files).join() === contentOf(other).join()) {
        expect(ended, `${at}: after states in which the append had ended`).toBe(0);
        continue;
      }
      // Only traces were left of an append that had ended: it stays, and the other one has to be planned again.
      ended++;
      if (failure !== null) {
        expect(failure, describeState(state, at)).toMatchObject({ kind: "exists" });
        expect(contentOf(files), describeState(state, at)).toEqual(contentOf(whole));
      } else {
        const both = copyOf(whole);
        await write(both, another);
        expect(contentOf(files), describeState(state, at)).toEqual(contentOf(both));
      }
    }
    expect(ended).toBeLessThan(states.length / 3);
  });

  test("what had ended stays, however often its last step is killed", async () => {
    const { whole, states } = await prepare();
    const ended: MemorySink[] = [];
    for (const { files } of states) {
      const isMarked = (await inspectStore(files)).marker !== null;
      if (isMarked && (await appendState(files, append)) === "finished") ended.push(files);
    }
    // Where no level grows there is no telling the end from the beginning, and it is done again.
    if (geometry.start + geometry.count > geometry.before) expect(ended.length).toBeGreaterThan(1);
    for (const files of ended) {
      const again = await statesDuring(files, (sink) => write(sink, append));
      expect(contentOf(files)).toEqual(contentOf(whole));
      for (const { files: state } of again) {
        await expect(write(state, another)).rejects.toMatchObject({ kind: "exists" });
        expect(contentOf(state)).toEqual(contentOf(whole));
      }
    }
  });

  test("putting back, itself killed at any moment, ends at the old state, or the append goes on", async () => {
    const { old, whole, states } = await prepare();
    const [before, after] = [await readForeignImage(old), await readForeignImage(whole)];
    for (const [at, { files, isTorn }] of states.entries()) {
      const isBegun = (await inspectStore(files)).marker !== null;
      if (!isBegun) continue;
      const hasEnded = (await appendState(files, append)) === "finished";
      const isTooLate = hasEnded || (await hasNewRoot(files, whole));
      const deeper = await statesDuring(files, restoreBefore);
      if (!isTooLate) expect(contentOf(files), `${at}`).toEqual(contentOf(old));
      if (at % 5 !== 0) continue;
      for (const [step, state] of deeper.entries()) {
        const found = isTorn || state.isTorn ? null : await readForeignImage(state.files);
        const isOld = found === null || sameImage(found, before!) || sameImage(found, after!);
        expect(isOld, `${at}, ${step}`).toBe(true);
      }
      for (const [step, { files: state }] of deeper.entries()) {
        const goingOn = copyOf(state);
        await write(goingOn, append);
        expect(contentOf(goingOn), `${at}, ${step}`).toEqual(contentOf(whole));
        if ((await inspectStore(state)).marker !== null) await restoreBefore(state);
        expect(contentOf(state), `${at}, ${step}`).toEqual(contentOf(files));
      }
    }
  });

  test("a foreign reader finds the old image, the new one, or none", async () => {
    const { old, whole, states } = await prepare();
    const [before, after] = [await readForeignImage(old), await readForeignImage(whole)];
    expect(before?.size).toBe(2);
    const seen = { old: 0, none: 0, new: 0 };
    for (const [at, state] of states.entries()) {
      if (state.isTorn) continue;
      const found = await readForeignImage(state.files);
      if (found === null) seen.none++;
      else if (sameImage(found, before!)) seen.old++;
      else {
        expect(sameImage(found, after!), describeState(state, at)).toBe(true);
        seen.new++;
      }
    }
    expect(seen.old).toBeGreaterThan(0);
    expect(seen.none).toBeGreaterThan(0);
    expect(seen.new).toBeGreaterThan(0);
  });

  test("a unit that is done again when the new image was there already is not seen half done", async () => {
    const { old, whole, states } = await prepare();
    const after = await readForeignImage(whole);
    const shown = states.filter(({ files, isTorn }) => !isTorn && files.files.has(`${STORE_BEFORE}/${ROOT}`));
    const last = shown.at(-1)!.files;
    expect(sameImage((await readForeignImage(last))!, after!)).toBe(true);
    // A chunk that was written is lost.
    const lost = (await last.list("0")).findLast(
      (path) => /\d$/.test(path) && last.files.get(path) !== old.files.get(path),
    )!;
    last.files.delete(lost);
    for (const [at, state] of (await statesDuring(last, (sink) => write(sink, append))).entries()) {
      const found = at === 0 || state.isTorn ? null : await readForeignImage(state.files);
      if (state.files.files.has(lost) || found === null) continue;
      expect.fail(describeState(state, at));
    }
    expect(contentOf(last)).toEqual(contentOf(whole));
  });

  test("our own reader says incomplete until the end, and nothing is left then", async () => {
    const { whole, states } = await prepare();
    let wasMarked = false;
    for (const { files } of states) {
      const { state } = await inspectStore(files);
      wasMarked ||= state === "incomplete";
      expect(state).toBe(wasMarked ? "incomplete" : "complete");
    }
    expect(await inspectStore(whole)).toMatchObject({ state: "complete" });
    expect([...whole.files.keys()].filter((name) => name.startsWith(".zarrdrop"))).toEqual([]);
    expect(whole.files.get("labels/cells/0/c/0/0/0/0/0")).toEqual(new Uint8Array([1, 2, 3]));
  });
});

/** True when the copy of the root is gone and no level grows: whether the append had begun or ended is all one. */
async function hasNewRoot(files: MemorySink, whole: MemorySink): Promise<boolean> {
  const isKept = (await files.list(STORE_BEFORE)).some(
    (path) => /\/(?:zarr\.json|\.zgroup)$/.test(path) && path.split("/").length === 2,
  );
  const root = (sink: MemorySink): string => Buffer.from(sink.files.get("zarr.json") ?? new Uint8Array()).toString();
  return !isKept && root(files) === root(whole);
}
