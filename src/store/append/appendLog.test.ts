import { expect, test } from "vitest";
import { inspectStore } from "../inspectStore.ts";
import { joinParts, MemorySink } from "../memorySink.ts";
import type { Sink } from "../sink.ts";
import { StoreLedger } from "../storeLedger.ts";
import { beginStore } from "../storeTransaction.ts";
import { appendPlan, contentOf, planOf, type AppendCase } from "../../../testing/store/appendCase.ts";
import { copyOf, statesDuring } from "../../../testing/store/operationStates.ts";
import { readForeignImage } from "../../../testing/store/readForeign.ts";
import { writeStore } from "../../../testing/store/writeStore.ts";
import { keptParts, keptPath } from "./keptFile.ts";
import { oldMetadataPaths } from "./oldMetadata.ts";
import { restoreBefore } from "./restoreBefore.ts";
import { StoreBefore } from "./storeBefore.ts";

test("copies that lie there without a marker are not taken for those of this append", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 2 };
  const old = new MemorySink();
  await writeStore(old, planOf(geometry, 1));
  const expected = contentOf(old);
  for (const path of ["zarr.json", "0/c/0/0/0/0/0"]) {
    old.files.set(keptPath(path), joinParts(keptParts(new Uint8Array([1, 2, 3]))));
  }
  const states = await statesDuring(old, (sink) => writeStore(sink, appendPlan(geometry, 1, 2, "appended")));
  const last = states.findLast(({ files, isTorn }) => !isTorn && files.files.has(keptPath("zarr.json")))!.files;
  expect(last.files.get("0/c/0/0/0/0/0")).toEqual(old.files.get("0/c/0/0/0/0/0"));
  await restoreBefore(last);
  expect(contentOf(last)).toEqual(expected);
});

test("chunks that are written again after the root are changed while there is no image", async () => {
  const geometry: AppendCase = { zarrFormat: 2, chunk: [1, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 1 };
  const sink = new MemorySink();
  await writeStore(sink, planOf(geometry, 1));
  const output = appendPlan(geometry, 1, 1, "appended");
  const transaction = await beginStore(sink, { tool: "zarrdrop test", source: {}, output, execution: null });
  const timesOf = async () => (await readForeignImage(sink))?.get("0")?.shape[0];
  await transaction.hide();
  expect(await timesOf()).toBe(1);
  await transaction.makeDurable(new StoreLedger(output));
  for (const level of output.levels.keys()) await transaction.writeLevel(level);
  await transaction.show();
  expect(await timesOf()).toBeUndefined();
  await transaction.writeRoot((before) => before);
  const content = contentOf(sink);
  expect(await timesOf()).toBe(2);
  await transaction.hide();
  expect(await timesOf()).toBeUndefined();
  await transaction.show();
  expect(contentOf(sink)).toEqual(content);
});

test("a damaged copy is told, and nothing is put in its place", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 2 };
  const old = new MemorySink();
  await writeStore(old, planOf(geometry, 1));
  const states = await statesDuring(old, (sink) => writeStore(sink, appendPlan(geometry, 1, 2, "appended")));
  const last = states.findLast(({ files, isTorn }) => !isTorn && files.files.has(keptPath("zarr.json")))!.files;
  for (const damaged of ["0/c/0/0/0/0/0", "zarr.json"]) {
    const files = copyOf(last);
    const copy = files.files.get(keptPath(damaged))!.slice();
    copy[3]! ^= 1;
    files.files.set(keptPath(damaged), copy);
    await expect(restoreBefore(files)).rejects.toMatchObject({ kind: "corrupt" });
    expect((await inspectStore(files)).state).toBe("incomplete");
  }
});

test("a copy that a failing disk cut off is known for one of a file that nothing changed, and of no other", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 2 };
  const chunk = "0/c/0/0/0/0/0";
  const append = appendPlan(geometry, 1, 2, "appended");
  const old = new MemorySink();
  await writeStore(old, planOf(geometry, 1));
  const whole = copyOf(old);
  const states = await statesDuring(whole, (sink) => writeStore(sink, append));
  // Not those in which the append had ended.
  const kept = states.filter(({ files: { files }, isTorn }) =>
    [chunk, "zarr.json"].every((path) => !isTorn && files.has(keptPath(path))),
  );
  const [untouched, changed] = [kept[0]!.files, kept.at(-1)!.files];
  expect(untouched.files.get(chunk)).toEqual(old.files.get(chunk));
  expect(changed.files.get(chunk)).not.toEqual(old.files.get(chunk));
  const copy = untouched.files.get(keptPath(chunk))!;
  for (let length = 0; length < copy.length; length++) {
    const [back, further] = [copyOf(untouched), copyOf(untouched)];
    for (const { files } of [back, further]) files.set(keptPath(chunk), copy.slice(0, length));
    await restoreBefore(back);
    expect(contentOf(back), `${length}`).toEqual(contentOf(old));
    await writeStore(further, append);
    expect(contentOf(further), `${length}`).toEqual(contentOf(whole));
    if (length === 0) continue;
    const [late, ended] = [copyOf(changed), copyOf(changed)];
    for (const { files } of [late, ended]) files.set(keptPath(chunk), copy.slice(0, length));
    await expect(restoreBefore(late), `${length}`).rejects.toMatchObject({ kind: "corrupt" });
    await writeStore(ended, append);
    expect(contentOf(ended), `${length}`).toEqual(contentOf(whole));
  }
});

test("no file is changed before its copy was read back whole", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 2 };
  const append = appendPlan(geometry, 1, 2, "appended");
  const old = new MemorySink();
  await writeStore(old, planOf(geometry, 1));
  const isChunkCopy = (path: string): boolean => path.startsWith(keptPath("0/c/"));
  const damages: [string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>][] = [
    ["cut off", (bytes) => bytes.slice(0, bytes.length / 2)],
    ["other bytes", (bytes) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))],
  ];
  for (const [what, damaged] of damages) {
    const store = copyOf(old);
    const failing: Sink = Object.assign(Object.create(store) as Sink, {
      write: (path: string, parts: readonly Uint8Array<ArrayBuffer>[]) =>
        store.write(path, isChunkCopy(path) ? [damaged(joinParts(parts))] : parts),
    });
    await expect(writeStore(failing, append), what).rejects.toMatchObject({ kind: "storage" });
    expect(store.files.get("0/c/0/0/0/0/0"), what).toEqual(old.files.get("0/c/0/0/0/0/0"));
    expect([...store.files.keys()].filter(isChunkCopy), what).toEqual([]);
    await restoreBefore(store);
    expect(contentOf(store), what).toEqual(contentOf(old));
  }
});

test("a copy that is out of reach for a moment does not pass for one that is not there", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 2 };
  const append = appendPlan(geometry, 1, 2, "appended");
  const chunk = "0/c/0/0/0/0/0";
  const store = new MemorySink();
  await writeStore(store, planOf(geometry, 1));
  const old = store.files.get(chunk)!;
  /** Its look for the copy number `missed`, from 0, finds nothing. */
  const missing = (missed: number): Sink => {
    let looks = 0;
    return Object.assign(Object.create(store) as Sink, {
      read: async (path: string, range?: { offset: number; length: number }) =>
        path === keptPath(chunk) && looks++ === missed ? null : store.read(path, range),
    });
  };
  await new StoreBefore(store, append).keep(chunk);
  store.files.set(chunk, new Uint8Array([1, 2, 3]));
  await expect(new StoreBefore(missing(0), append).keep(chunk)).rejects.toMatchObject({ kind: "storage" });
  await expect(new StoreBefore(missing(0), append).read(chunk)).rejects.toMatchObject({ kind: "storage" });
  await expect(new StoreBefore(missing(1), append).read(chunk)).rejects.toMatchObject({ kind: "storage" });
  expect(await new StoreBefore(missing(2), append).read(chunk)).toEqual(old);
});

test("metadata that is out of reach for a moment is kept all the same, to be put back", async () => {
  const geometry: AppendCase = { zarrFormat: 2, chunk: [1, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 1 };
  const append = appendPlan(geometry, 1, 2, "appended");
  const store = new MemorySink();
  await writeStore(store, planOf(geometry, 1));
  const expected = await oldMetadataPaths(store, append);
  expect(expected).toContain(".zattrs");
  for (const missed of expected) {
    let looks = 0;
    const missing: Sink = Object.assign(Object.create(store) as Sink, {
      size: async (path: string) => (path === missed && looks++ === 0 ? null : store.size(path)),
    });
    expect(await oldMetadataPaths(missing, append), missed).toEqual(expected);
    expect(looks).toBe(2);
  }
});

test("an append that was planned for another state of the store is refused, and nothing changes", async () => {
  const geometry: AppendCase = { zarrFormat: 3, chunk: [1, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 1 };
  const store = new MemorySink();
  await writeStore(store, planOf(geometry, 1));
  const append = appendPlan(geometry, 1, 1, "appended");
  await writeStore(store, append);
  const content = contentOf(store);
  await expect(writeStore(store, append)).rejects.toMatchObject({ kind: "exists" });
  expect(contentOf(store)).toEqual(content);
});

test("metadata that others had put together are left out: they would hide the new time points", async () => {
  for (const zarrFormat of [2, 3] as const) {
    const geometry: AppendCase = { zarrFormat, chunk: [1, 1, 1, 4, 8], shard: null, before: 1, start: 1, count: 1 };
    const store = new MemorySink();
    await writeStore(store, planOf(geometry, 1));
    const root = zarrFormat === 3 ? "zarr.json" : ".zmetadata";
    const before = JSON.parse(Buffer.from(store.files.get(root) ?? Buffer.from("{}")).toString()) as object;
    const together = { ...before, consolidated_metadata: { kind: "inline", metadata: { "0": { shape: [1] } } } };
    store.files.set(root, new Uint8Array(Buffer.from(JSON.stringify(together))));
    const old = contentOf(store);
    const states = await statesDuring(store, (sink) => writeStore(sink, appendPlan(geometry, 1, 1, "sample")));
    expect(Buffer.from(store.files.get(root) ?? new Uint8Array()).toString()).not.toContain("inline");
    expect((await readForeignImage(store))!.get("0")!.shape).toEqual([2, 1, 1, 4, 8]);
    const last = states.findLast(({ files }) =>
      files.files.has(keptPath(zarrFormat === 3 ? "zarr.json" : ".zgroup")),
    )!.files;
    await restoreBefore(last);
    expect(contentOf(last)).toEqual(old);
  }
});
