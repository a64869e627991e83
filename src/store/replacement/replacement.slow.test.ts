import { describe, expect, test } from "vitest";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { OutputReport } from "../../plan/job.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Moving } from "../destination/destinationFolder.ts";
import { openDestination } from "../destination/openDestination.ts";
import { jsonBytes } from "../jsonFile.ts";
import { MemorySink } from "../memorySink.ts";
import { decidePlace } from "../place/decidePlace.ts";
import { isWholeStore } from "../place/lookAtPlace.ts";
import { makeReceipt, removeReceipts, writeReceipt } from "../place/receipt.ts";
import { newMarker, storeFingerprint, type StoreMarker } from "../storeMarker.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { MemoryDestination } from "../../../testing/store/memoryDestination.ts";
import { sampleLevel, samplePlan } from "../../../testing/store/samplePlan.ts";
import { writeStore } from "../../../testing/store/writeStore.ts";
import type { Sink } from "../sink.ts";
import { putInPlace } from "./putInPlace.ts";
import { recoverReplacement } from "./recoverReplacement.ts";
import { removeWhole } from "./removeWhole.ts";
import { randomToken } from "../../model/hexDigest.ts";
import { leftoversOf, newNameOf } from "./replacementNames.ts";

const REPLACE = { existing: "replace", verify: "sample", manifest: false } as const;
const NAME = "sample.ome.zarr";
const SOURCE = { name: "sample", bytes: 1 };
const KINDS: Moving["kind"][] = ["rename", "copy"];

const OLD = plan({ imageName: "old" }, [sampleLevel("0", [7, 9], [3, 4]), sampleLevel("1", [4, 5], [3, 4])]);
const NEW = plan({ imageName: "new" }, [sampleLevel("0", [5, 6], [3, 4])]);
const [OLD_V2, NEW_V2] = [OLD, NEW].map((output): OutputPlan => ({ ...output, zarrFormat: 2, ngffVersion: "0.4" }));

function plan(changes: Partial<OutputPlan>, levels: OutputPlan["levels"]): OutputPlan {
  const output = samplePlan("uint16", levels, { compressor: null, ...changes });
  return { ...output, storeName: NAME };
}

type Waiting = { destination: MemoryDestination; token: string; marker: StoreMarker; output: OutputPlan };

/** An old store, and beside it a new one that is written and verified and has its receipt. */
async function waiting(kind: Moving["kind"], [old, output]: readonly [OutputPlan, OutputPlan]): Promise<Waiting> {
  const destination = new MemoryDestination(kind);
  await writeStore(await destination.sink(NAME), old);
  await (await destination.sink(NAME)).write("labels/notes.txt", [new Uint8Array([1])]);
  const token = randomToken();
  const sink = await destination.sink(newNameOf(NAME, token));
  await writeStore(sink, output);
  const fingerprint = await storeFingerprint(SOURCE, output);
  const { files } = destination.stores.get(newNameOf(NAME, token))!;
  const report: OutputReport = {
    storeName: NAME,
    bytesWritten: [...files.values()].reduce((sum, { length }) => sum + length, 0),
    filesWritten: files.size,
    emptyChunks: 0,
    clippedValues: 0,
    verification: null,
    skipped: false,
  };
  await writeReceipt(destination, await makeReceipt(sink, output, { fingerprint, verify: "sample", report }));
  const marker = newMarker({ tool: "test", source: SOURCE, output, execution: null }, fingerprint);
  return { destination, token, marker, output };
}

/** All files of a store as one text. */
function contents(store: MemorySink | undefined): string {
  const files = [...(store?.files ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return files.map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString("latin1")}`).join("\n");
}

/** At least one of the folders is, byte for byte, the whole old or the whole new store, without a marker. */
function hasWholeStore(destination: MemoryDestination, wanted: readonly string[]): boolean {
  return [...destination.stores.values()].some((store) => wanted.includes(contents(store)));
}

/** What the same call with "replace" does when it comes again. */
async function callAgain(destination: MemoryDestination, { marker, output }: Waiting): Promise<void> {
  const leftovers = async () => leftoversOf(await destination.names(), NAME);
  await recoverReplacement(destination, NAME, await leftovers());
  const { fingerprint } = marker;
  const request = { fingerprint, settings: REPLACE, leftovers: await leftovers() };
  const decision = await decidePlace(destination, output, request);
  if (decision.kind === "put-in-place") await putInPlace(destination, NAME, decision.token, marker);
  else expect(decision.kind).toBe("done");
}

const stopped = (thrown: unknown): void => expect(String(thrown)).toContain("stopped");

test("a new store that is out of reach does not pass for an empty one: the old one stays as it was", async () => {
  const { destination, token, marker } = await waiting("copy", [OLD, NEW]);
  const old = contents(destination.stores.get(NAME));
  destination.stores.set(newNameOf(NAME, token), new MemorySink());
  await expect(putInPlace(destination, NAME, token, marker)).rejects.toMatchObject({ kind: "storage" });
  expect(contents(destination.stores.get(NAME))).toBe(old);
});

describe.each(KINDS)("put in place by %s", (kind) => {
  test.each([
    ["v3", [OLD, NEW]],
    ["v2", [OLD_V2!, NEW_V2!]],
    ["v2 by v3", [OLD_V2!, NEW]],
  ] as const)(
    "stopped after every change, twice: there is a whole store, and the same call ends it (%s)",
    async (_, plans) => {
      const start = await waiting(kind, plans);
      const old = contents(start.destination.stores.get(NAME));
      const fresh = contents(start.destination.stores.get(newNameOf(NAME, start.token)));
      let states = 0;
      for (let first = 0; ; first++) {
        const once = start.destination.copy();
        once.changesLeft = first;
        const isDone = await putInPlace(once, NAME, start.token, start.marker).then(() => true, stopped);
        expect(hasWholeStore(once, [old, fresh]), `after ${first}`).toBe(true);
        for (let second = 0; ; second++) {
          const twice = once.copy();
          twice.changesLeft = second;
          const isEnded = await callAgain(twice, start).then(() => true, stopped);
          states++;
          expect(hasWholeStore(twice, [old, fresh]), `after ${first} and ${second}`).toBe(true);
          const last = twice.copy();
          await callAgain(last, start);
          await removeReceipts(last, [NAME]);
          expect(await last.names(), `after ${first} and ${second}`).toEqual([NAME]);
          expect(contents(last.stores.get(NAME)) === fresh, `after ${first} and ${second}`).toBe(true);
          if (isEnded === true) break;
        }
        if (isDone === true) break;
      }
      expect(states).toBeGreaterThan(kind === "rename" ? 20 : 200);
    },
  );

  test("any other call, after every change: a whole store has the name, where its place was touched", async () => {
    const start = await waiting(kind, [OLD, NEW]);
    const old = contents(start.destination.stores.get(NAME));
    const fresh = contents(start.destination.stores.get(newNameOf(NAME, start.token)));
    for (let changes = 0; ; changes++) {
      const destination = start.destination.copy();
      destination.changesLeft = changes;
      const isDone = await putInPlace(destination, NAME, start.token, start.marker).then(() => true, stopped);
      const other = destination.copy();
      await recoverReplacement(other, NAME, leftoversOf(await other.names(), NAME));
      expect([old, fresh], `after ${changes}`).toContain(contents(other.stores.get(NAME)));
      expect((await other.names()).filter((name) => name.endsWith("-old"))).toEqual([]);
      if (isDone === true) break;
    }
  });

  test("a replacement that is not verified never takes the place of a store", async () => {
    const { destination, token } = await waiting(kind, [OLD, NEW]);
    const old = contents(destination.stores.get(NAME));
    const beside = destination.stores.get(newNameOf(NAME, token))!;
    beside.files.set(STORE_MARKER, jsonBytes({}));
    expect(await recoverReplacement(destination, NAME, leftoversOf(await destination.names(), NAME))).toBe(null);
    expect(contents(destination.stores.get(NAME))).toBe(old);
    expect(destination.stores.has(newNameOf(NAME, token))).toBe(true);
  });
});

test("stopped between the renames with a new store that is not whole: the old one is put back", async () => {
  const { destination, token } = await waiting("rename", [OLD, NEW]);
  const old = destination.stores.get(NAME)!;
  destination.stores.delete(NAME);
  destination.stores.set(`${NAME}.${token}.zarrdrop-old`, old);
  destination.stores.get(newNameOf(NAME, token))!.files.delete("zarr.json");
  expect(await recoverReplacement(destination, NAME, leftoversOf(await destination.names(), NAME))).toContain("back");
  expect(destination.stores.get(NAME)).toBe(old);
});

test("a marker that names another folder than its store's own is not followed", async () => {
  const { destination, marker } = await waiting("copy", [OLD, NEW]);
  await writeStore(await destination.sink("other"), NEW);
  const store = destination.stores.get(NAME)!;
  store.files.set(STORE_MARKER, jsonBytes({ ...marker, copyOf: "other" }));
  const before = contents(store);
  expect(await recoverReplacement(destination, NAME, leftoversOf(await destination.names(), NAME))).toBe(null);
  expect(contents(store)).toBe(before);
});

test("a second rename that fails leaves the old store in its place", async () => {
  const { destination, token, marker } = await waiting("rename", [OLD, NEW]);
  const old = contents(destination.stores.get(NAME));
  destination.stores.delete(newNameOf(NAME, token));
  await expect(putInPlace(destination, NAME, token, marker)).rejects.toMatchObject({ details: { safe: /whole/u } });
  expect(contents(destination.stores.get(NAME))).toBe(old);
  expect(await isWholeStore(await destination.sink(NAME))).toBe(true);
});

test("copied over a store of other folders: files where folders were, folders where files were, unfinished files", async () => {
  const handle = new FakeDirectoryHandle();
  const destination = await openDestination({ kind: "directory-handle", handle: handle.asHandle() });
  const token = randomToken();
  const [old, fresh] = [await destination.sink(NAME), await destination.sink(newNameOf(NAME, token))];
  for (const path of ["zarr.json", "0/0", "1/1/1", "2/3.crswap"]) await old.write(path, [new Uint8Array([1])]);
  for (const path of ["zarr.json", "0/0/0", "1/1", "2/3"]) await fresh.write(path, [new Uint8Array([2])]);
  const marker = newMarker({ tool: "test", source: SOURCE, output: NEW, execution: null }, "fingerprint");
  await putInPlace(destination, NAME, token, marker);
  expect(await destination.names()).toEqual([NAME]);
  expect(await old.list()).toEqual(["0/0/0", "1/1", "2/3", "zarr.json"]);
  for (const path of await old.list()) expect(await old.read(path)).toEqual(new Uint8Array([2]));
  expect(handle.children.size).toBe(1);
});

test("names of other stores and of people are no leftovers", () => {
  const token = randomToken();
  const names = [
    newNameOf("a.ome.zarr", token),
    newNameOf("b.ome.zarr", token),
    `a.ome.zarr.${token}.zarrdrop-older`,
    "a.ome.zarr.notes.zarrdrop-new",
    "a.ome.zarr.0123456789abcdefg.zarrdrop-old",
  ];
  expect(leftoversOf(names, "a.ome.zarr")).toEqual([{ token, hasNew: true, hasOld: false }]);
  expect(randomToken()).not.toBe(randomToken());
});

test("an empty folder of a replacement whose removal was cut short goes with the next call", async () => {
  const { destination, token, marker } = await waiting("copy", [OLD, NEW]);
  await putInPlace(destination, NAME, token, marker);
  const names = [NAME, newNameOf(NAME, token)];
  const removed: string[] = [];
  const sink = destination.sink.bind(destination);
  // A folder in memory is there with its first file: this one is empty.
  destination.kindOf = async (name) => (names.includes(name) ? "folder" : null);
  destination.sink = async (name) =>
    Object.assign(Object.create(await sink(name)) as Sink, {
      remove: async (path: string) => void removed.push(`${name} ${path}`),
    });
  await recoverReplacement(destination, NAME, leftoversOf(names, NAME));
  expect(removed).toContain(`${newNameOf(NAME, token)} `);
});

test("what makes a store an image is gone for sure before the rest of it goes", async () => {
  const { destination } = await waiting("rename", [OLD, NEW]);
  const steps: string[] = [];
  const inner = await destination.sink(NAME);
  const noting: Sink = Object.assign(Object.create(inner) as Sink, {
    remove: async (path: string) => void steps.push(`remove ${path}`),
    sync: async (paths: Iterable<string>) => void steps.push(`sync ${[...paths].join(" ")}`),
  });
  destination.sink = async () => noting;
  await removeWhole(destination, NAME);
  expect(steps.slice(-2)).toEqual(["sync zarr.json .zgroup .zattrs", "remove "]);
});
