import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { expect, vi } from "vitest";
import { readSettingsFile } from "../../src/app/settings/readSettingsFile.ts";
import { readKeptPresets } from "../../src/browser/keptPresets.ts";
import { MemorySource } from "../../src/bytes/memorySource.ts";
import { safePath } from "../../src/model/paths.ts";
import { manifestOfStore } from "../../src/store/manifestOfStore.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../../src/model/storeMarker.ts";
import { DEFAULT_SETTINGS } from "../../src/plan/settings/defaultSettings.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import { restoreBefore } from "../../src/store/append/restoreBefore.ts";
import { inspectStore } from "../../src/store/inspectStore.ts";
import { joinParts, MemorySink } from "../../src/store/memorySink.ts";
import { decidePlace } from "../../src/store/place/decidePlace.ts";
import { nameKey } from "../../src/plan/layout/storeNames.ts";
import { heldName, holderText, lockName, readLock } from "../../src/store/place/lockFiles.ts";
import { nodeLockHolder } from "../../src/store/place/nodeLockHolder.ts";
import { lookAtPlace } from "../../src/store/place/lookAtPlace.ts";
import { makeReceipt, writeReceipt } from "../../src/store/place/receipt.ts";
import { recoverReplacement } from "../../src/store/replacement/recoverReplacement.ts";
import { StoreLedger } from "../../src/store/storeLedger.ts";
import { storeFingerprint } from "../../src/store/storeMarker.ts";
import { splitPath } from "../../src/store/storePath.ts";
import type { SeededRandom } from "../contract/random.ts";
import { validateSink } from "../convert/validateSink.ts";
import { type AppendCase, appendPlan, contentOf, pixelsFor, planOf } from "../store/appendCase.ts";
import { MemoryDestination } from "../store/memoryDestination.ts";
import { sampleLevel, samplePlan } from "../store/samplePlan.ts";
import { writeStore } from "../store/writeStore.ts";
import { type FuzzCase, fuzzGroup } from "./fuzzGroup.ts";
import { ByteMutator } from "./mutateBytes.ts";
import { mutateJson } from "./mutateJson.ts";

const never = new AbortController().signal;
// One signal for thousands of cases.
setMaxListeners(0, never);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const STORE = "sample.ome.zarr";
const SOURCE = { name: "sample", bytes: 1 };

/** A sink that refuses paths that lead out of the store, as that of a real folder does: whoever asks for one has not looked at it. */
class StrictSink extends MemorySink {
  override async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    splitPath(path);
    return super.write(path, parts, signal);
  }

  override async remove(path: string): Promise<void> {
    splitPath(path);
    return super.remove(path);
  }
}

function copyOf(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): StrictSink {
  const sink = new StrictSink();
  for (const [path, bytes] of files) sink.files.set(path, bytes);
  return sink;
}

/** What is in the store once `act` was stopped by a disk that fails after so many changes. */
async function stoppedAfter(before: MemorySink, changes: number, act: (sink: MemorySink) => Promise<unknown>) {
  const destination = new MemoryDestination("rename");
  destination.stores.set(STORE, copyOf(before.files));
  destination.changesLeft = changes;
  // The proxy of a store counts the changes.
  await expect(act((await destination.sink(STORE)) as MemorySink)).rejects.toThrow("stopped");
  return destination.stores.get(STORE)!.files;
}

const plan = samplePlan("uint8", [sampleLevel("0", [6, 8], [3, 4]), sampleLevel("1", [3, 4], [3, 4])]);
const whole = new MemorySink();
await writeStore(whole, plan);
const unfinished = await stoppedAfter(new MemorySink(), 9, (sink) => writeStore(sink, plan));

const geometry: AppendCase = { zarrFormat: 3, chunk: [2, 1, 1, 2, 4], shard: null, before: 3, start: 3, count: 2 };
const grown = appendPlan(geometry, geometry.start, geometry.count, "a");
const short = new MemorySink();
await writeStore(short, planOf(geometry, geometry.before), never, pixelsFor(geometry));
const appended = await stoppedAfter(short, 20, (sink) => writeStore(sink, grown, never, pixelsFor(geometry)));

/** A destination that holds one store. */
function destinationOf(sink: MemorySink): MemoryDestination {
  const destination = new MemoryDestination("rename");
  destination.stores.set(STORE, sink);
  return destination;
}

/** A store one of whose files of our own is changed. */
function over(
  name: string,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  paths: readonly string[],
  use: (sink: StrictSink) => unknown,
): FuzzCase {
  return {
    name,
    make: (random) => {
      const sink = copyOf(files);
      const path = random.pick(paths);
      sink.files.set(path, encoder.encode(mutateJson(decoder.decode(files.get(path)), random)));
      return () => use(sink);
    },
  };
}

const settings = { existing: "refuse", verify: "sample", manifest: false } as const;

async function meet(sink: StrictSink): Promise<void> {
  const destination = destinationOf(sink);
  await lookAtPlace(destination, STORE);
  await inspectStore(sink, never);
  await recoverReplacement(destination, STORE, [{ token: "0123456789abcdef", hasNew: true, hasOld: true }], never);
  await decidePlace(destination, plan, { fingerprint: await storeFingerprint(SOURCE, plan), settings, leftovers: [] });
}

/** Goes on with what was begun: the end is the store that it was to become, or a refusal. */
async function goOn(sink: StrictSink, output: OutputPlan, pixels?: ReturnType<typeof pixelsFor>): Promise<void> {
  await writeStore(sink, output, never, pixels);
  expect((await inspectStore(sink, never)).state).toBe("complete");
  for (const path of sink.files.keys()) expect(safePath(path)).toBe(path);
}

async function goOnWhole(sink: StrictSink): Promise<void> {
  await goOn(sink, plan);
  expect(contentOf(sink)).toEqual(contentOf(whole));
}

async function putBack(sink: StrictSink): Promise<void> {
  const state = await restoreBefore(sink);
  for (const path of sink.files.keys()) expect(safePath(path)).toBe(path);
  expect(["untouched", "restorable", "finished"]).toContain(state);
}

const journals = [...unfinished.keys()].filter((path) => path.startsWith(`${STORE_JOURNAL}/`));
const kept = [...appended.keys()].filter((path) => path.startsWith(`${STORE_BEFORE}/`));

const receipt = await makeReceipt(whole, plan, {
  fingerprint: await storeFingerprint(SOURCE, plan),
  verify: "sample",
  // Only its name is looked at.
  report: { storeName: STORE, filesWritten: 1, bytesWritten: 1 } as Parameters<typeof makeReceipt>[2]["report"],
});

async function meetReceipt(text: string): Promise<void> {
  const destination = destinationOf(copyOf(whole.files));
  await writeReceipt(destination, receipt);
  const receipts = destination.stores.get(".zarrdrop-finished")!;
  receipts.files.set(`${STORE}.json`, encoder.encode(text));
  await decidePlace(destination, plan, { fingerprint: receipt.fingerprint, settings, leftovers: [] });
}

const lockHolder = nodeLockHolder();
const LOCK = JSON.stringify({
  lockVersion: 1,
  words: "process 1 on a",
  since: "2026-11-30T10:00:00Z",
  storeNames: [STORE, "b.ome.zarr"],
  process: { host: "a", id: 1, started: null },
});

async function meetLock(text: string): Promise<void> {
  const beside = new StrictSink();
  const token = "0123456789abcdef";
  beside.files.set(lockName(token), encoder.encode(text));
  const record = await readLock(beside, token);
  await (await lockHolder).lifeOf(token, record);
  if (record === null) throw new ZarrdropError("corrupt", "No lock.");
  heldName(record, new Set([nameKey(STORE)]));
  expect(holderText(record).length).toBeLessThan(600);
}

const SETTINGS = [
  JSON.stringify(DEFAULT_SETTINGS),
  JSON.stringify({
    chunk_shape: [[1, 1, 4, 64, 64]],
    compressor: { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle" },
    channels: [{ label: "a", color: "FF0000", window: { min: 0, max: 9, start: 1, end: 8 } }],
    rdefs: { model: "color", defaultT: 0 },
    physical_pixel_size: [1, 0.5, 0.5],
    axes_units: [null, "micrometer"],
    dtype: ">u2",
    scenes: [0, 1],
  }),
];

function json(name: string, texts: readonly string[], use: (mutant: string) => unknown): FuzzCase {
  return {
    name,
    make: (random) => {
      const mutant = mutateJson(random.pick(texts), random, texts);
      return () => use(mutant);
    },
  };
}

const manifestContent = { sink: whole, output: plan, ledger: new StoreLedger(plan), sourceFingerprint: "0".repeat(64) };
const manifest = new ByteMutator(joinParts(await manifestOfStore(manifestContent, never)));

function made(name: string, make: (random: SeededRandom) => () => unknown): FuzzCase {
  return { name, make };
}

fuzzGroup("stored state", 2405, [
  over("marker", unfinished, [STORE_MARKER], meet),
  over("marker of an append", appended, [STORE_MARKER], meet),
  over("marker of an append that is put back", appended, [STORE_MARKER], putBack),
  over("journal of a conversion that goes on", unfinished, journals, goOnWhole),
  over("marker of a conversion that goes on", unfinished, [STORE_MARKER], goOnWhole),
  over("marker of an append that goes on", appended, [STORE_MARKER], (sink) => goOn(sink, grown, pixelsFor(geometry))),
  made("copies of an append", (random) => {
    const sink = copyOf(appended);
    const path = random.pick(kept);
    sink.files.set(path, Uint8Array.from(new ByteMutator(appended.get(path)!).mutant(random)));
    return () => putBack(sink);
  }),
  json("receipt", [JSON.stringify(receipt)], meetReceipt),
  json("lock", [LOCK], meetLock),
  json("settings file", SETTINGS, (mutant) => readSettingsFile(new File([mutant], "mine.json"))),
  json("kept presets", [JSON.stringify([{ name: "a", settings: DEFAULT_SETTINGS }])], (mutant) => {
    vi.stubGlobal("localStorage", { getItem: () => mutant });
    readKeptPresets();
  }),
  made("manifest", (random) => {
    const source = new MemorySource(`${STORE}.manifest.txt`, Uint8Array.from(manifest.mutant(random)));
    const createSha256 = () => {
      const hash = createHash("sha256");
      return { update: (piece: Uint8Array) => void hash.update(piece), digest: () => hash.digest("hex") };
    };
    return () => validateSink(whole, { manifest: { source, createSha256 } });
  }),
]);
