import { processorTime } from "../../../testing/processorTime.ts";
import { describe, expect, test } from "vitest";
import { crc32c } from "../../codecs/crc32c.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { MemorySink } from "../../store/memorySink.ts";
import {
  changeGroup,
  changeJson,
  CYX,
  type SampleAttributes,
  sampleImage,
  sampleLabelled,
  samplePlate,
  sampleSeries,
} from "../../../testing/store/sampleCollections.ts";
import { levelPixels, writeStore } from "../../../testing/store/writeStore.ts";
import { sampleLevel, samplePlan } from "../../../testing/store/samplePlan.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { validateStore } from "./validateStore.ts";
import type { ProblemCode } from "../../store/validation/problemCodes.ts";
import { validateSink } from "../../../testing/convert/validateSink.ts";

/** Sharded: 2 channels of 64 × 48, chunks of 16 × 16, shards of 32 × 32. */
async function sharded(changes: Partial<OutputPlan> = {}): Promise<MemorySink> {
  const sink = new MemorySink();
  const levels = [
    sampleLevel("0", [2, 64, 48], [1, 16, 16], [1, 32, 32]),
    sampleLevel("1", [2, 32, 24], [1, 16, 16], [1, 32, 32]),
  ];
  levels[1]!.scale = [1, 2, 2];
  await writeStore(sink, samplePlan("uint16", levels, { axes: CYX, ...changes }));
  return sink;
}

/** The same without shards. */
async function plain(zarrFormat: 2 | 3, changes: Partial<OutputPlan> = {}): Promise<MemorySink> {
  const sink = new MemorySink();
  const levels = [sampleLevel("0", [2, 64, 48], [1, 16, 16]), sampleLevel("1", [2, 32, 24], [1, 16, 16])];
  levels[1]!.scale = [1, 2, 2];
  await writeStore(sink, samplePlan("uint16", levels, { zarrFormat, axes: CYX, ...changes }));
  return sink;
}

async function codes(sink: MemorySink, allChunks = true): Promise<string[]> {
  return (await validateSink(sink, { allChunks })).problems.map(({ code }) => code);
}

function addWindows(sink: MemorySink, zarrFormat: 2 | 3, min: number, max: number): void {
  const channel = { color: "FF0000", window: { min, max, start: min, end: max } };
  changeGroup(sink, zarrFormat, "", (ngff) => {
    ngff.omero = { channels: [channel, channel] };
  });
}

const STORES: Record<string, () => Promise<MemorySink>> = {
  v2: () => plain(2),
  "v2 big-endian, zlib": () => plain(2, { byteOrder: "big", compressor: { id: "zlib", level: 1 } }),
  v3: () => plain(3),
  "v3 uncompressed": () => plain(3, { compressor: null }),
  "v3 sharded": () => sharded(),
  "v3 sharded, zstd": () => sharded({ compressor: { id: "zstd", level: 1, checksum: true } }),
  "labels v2": () => sampleLabelled(2),
  "labels v3": () => sampleLabelled(3),
  "plate v2": () => samplePlate(2),
  "plate v3": () => samplePlate(3),
  "series v2": () => sampleSeries(2),
  "series v3": () => sampleSeries(3),
};

describe("sound stores", () => {
  test.each(Object.entries(STORES))("%s", async (_, store) => {
    const sink = await store();
    for (const allChunks of [false, true]) {
      const result = await validateSink(sink, { allChunks });
      expect(result.problems).toEqual([]);
      const { total, present, decoded } = result.chunks;
      expect(result).toMatchObject({ valid: true, state: "complete", files: sink.files.size });
      expect(present).toBe(total);
      if (allChunks) expect(decoded).toBe(total);
      else expect(decoded).toBeGreaterThanOrEqual(Math.min(total, 2));
    }
  });

  test("the sample has every level and channel in it, and is the same each time", async () => {
    const sink = new MemorySink();
    const levels = [sampleLevel("0", [3, 256, 256], [1, 16, 16]), sampleLevel("1", [3, 128, 128], [1, 16, 16])];
    levels[1]!.scale = [1, 2, 2];
    await writeStore(sink, samplePlan("uint8", levels, { axes: CYX }));
    const { chunks } = await validateSink(sink);
    expect(chunks).toMatchObject({ total: 960, present: 960 });
    expect(chunks.decoded).toBeLessThan(40);
    expect((await validateSink(sink)).chunks).toEqual(chunks);
    // A level or channel whose chunks are all damaged is noticed.
    for (const start of ["0/c/1/", "1/c/2/"]) {
      const cut = new MemorySink();
      for (const [path, bytes] of sink.files) cut.files.set(path, path.startsWith(start) ? bytes.slice(0, 9) : bytes);
      expect(await codes(cut, false)).toContain("chunk-damaged");
    }
  });

  test("a folder that holds the store is looked into", async () => {
    const sink = await plain(3);
    const below = new MemorySink();
    for (const [path, bytes] of sink.files) below.files.set(`cells.ome.zarr/${path}`, bytes);
    expect(await validateSink(below)).toMatchObject({ name: "cells.ome.zarr", valid: true, images: 1 });
  });
});

/** How a sound store is broken, in files. */
type Breakage = [string, ProblemCode, () => Promise<MemorySink>];

async function broken(store: Promise<MemorySink>, change: (sink: MemorySink) => void): Promise<MemorySink> {
  const sink = await store;
  change(sink);
  return sink;
}

function edit(
  sink: MemorySink,
  path: string,
  change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): void {
  sink.files.set(path, change(sink.files.get(path)!.slice()));
}

const SHARD = "0/c/0/0/0";
/** A shard of 2 × 2 chunks ends with four entries of 16 bytes and a checksum. */
const INDEX = 4 * 16 + 4;

/** Changes an entry of a shard's index, with the checksum made anew. */
function editIndex(sink: MemorySink, entry: number, offset: number, length: number): void {
  edit(sink, SHARD, (bytes) => {
    const start = bytes.length - INDEX;
    const view = new DataView(bytes.buffer);
    view.setBigUint64(start + entry * 16, BigInt(offset), true);
    view.setBigUint64(start + entry * 16 + 8, BigInt(length), true);
    view.setUint32(bytes.length - 4, crc32c(bytes.subarray(start, bytes.length - 4)), true);
    return bytes;
  });
}

function entryOf(sink: MemorySink, entry: number): { offset: number; length: number } {
  const bytes = sink.files.get(SHARD)!;
  const view = new DataView(bytes.buffer, bytes.length - INDEX);
  return {
    offset: Number(view.getBigUint64(entry * 16, true)),
    length: Number(view.getBigUint64(entry * 16 + 8, true)),
  };
}

const array = (path: string, change: (json: SampleAttributes) => unknown) => (sink: MemorySink) =>
  changeJson(sink, path, change);

const BREAKAGES: Breakage[] = [
  [
    "a chunk of no bytes",
    "chunk-empty",
    () => broken(plain(3), (sink) => edit(sink, "0/c/1/2/1", () => new Uint8Array())),
  ],
  [
    "a chunk that is cut off",
    "chunk-damaged",
    () => broken(plain(3), (sink) => edit(sink, "0/c/1/2/1", (b) => b.slice(0, -7))),
  ],
  [
    "a raw chunk that is cut off",
    "chunk-damaged",
    () => broken(plain(3, { compressor: null }), (sink) => edit(sink, "0/c/1/2/1", (b) => b.slice(0, -2))),
  ],
  [
    "a chunk that is too long",
    "chunk-damaged",
    () => broken(plain(3, { compressor: null }), (sink) => edit(sink, "0/c/1/2/1", () => new Uint8Array(1 << 21))),
  ],
  ["a chunk of noise", "chunk-damaged", () => broken(plain(2), (sink) => edit(sink, "1/1/0/1", (b) => b.fill(0xa5)))],
  ["an absent chunk", "chunks-absent", () => broken(plain(3), (sink) => sink.files.delete("0/c/1/2/1"))],
  ["an absent shard", "chunks-absent", () => broken(sharded(), (sink) => sink.files.delete(SHARD))],
  [
    "a chunk beyond the shape",
    "chunk-outside",
    () => broken(plain(3), (sink) => sink.files.set("0/c/0/4/0", sink.files.get("0/c/0/0/0")!)),
  ],
  [
    "a shape that the chunks contradict",
    "chunk-outside",
    () =>
      broken(
        plain(3),
        array("0/zarr.json", (json) => (json.shape = [2, 40, 48])),
      ),
  ],
  [
    "a type that the chunks contradict",
    "chunks-contradict",
    () =>
      broken(
        plain(3),
        array("0/zarr.json", (json) => (json.data_type = "uint8")),
      ),
  ],
  [
    "a chunk shape that the chunks contradict",
    "chunks-contradict",
    () =>
      broken(
        plain(2),
        array("0/.zarray", (json) => (json.chunks = [1, 16, 24])),
      ),
  ],
  [
    "a compression that the chunks contradict",
    "chunks-contradict",
    () =>
      broken(
        plain(2),
        array("0/.zarray", (json) => (json.compressor = { id: "zstd", level: 1 })),
      ),
  ],
  [
    "another separator",
    "chunk-name",
    () =>
      broken(
        plain(3),
        array(
          "0/zarr.json",
          (json) => (json.chunk_key_encoding = { name: "default", configuration: { separator: "." } }),
        ),
      ),
  ],
  [
    "a codec that nobody knows",
    "array-unreadable",
    () =>
      broken(
        plain(2),
        array("0/.zarray", (json) => (json.compressor = { id: "magic" })),
      ),
  ],
  [
    "chunks of no length",
    "array-damaged",
    () =>
      broken(
        plain(3),
        array(
          "0/zarr.json",
          (json) => (json.chunk_grid = { name: "regular", configuration: { chunk_shape: [0, 1, 1] } }),
        ),
      ),
  ],
  [
    "chunks larger than any memory",
    "beyond-limits",
    () =>
      broken(
        plain(3),
        array(
          "0/zarr.json",
          (json) => (json.chunk_grid = { name: "regular", configuration: { chunk_shape: [1, 2 ** 20, 2 ** 20] } }),
        ),
      ),
  ],
  [
    "a shard without room for an index",
    "shard-short",
    () => broken(sharded(), (sink) => edit(sink, SHARD, (b) => b.slice(0, INDEX - 1))),
  ],
  [
    "a shard that is cut off",
    "shard-index",
    () => broken(sharded(), (sink) => edit(sink, SHARD, (b) => b.slice(0, -5))),
  ],
  [
    "a damaged index",
    "shard-index",
    () => broken(sharded(), (sink) => edit(sink, SHARD, (b) => b.fill(1, b.length - 20, b.length - 19))),
  ],
  ["a chunk that leaves its shard", "shard-range", () => broken(sharded(), (sink) => editIndex(sink, 1, 0, 1 << 20))],
  [
    "a chunk far beyond any file",
    "shard-range",
    () => broken(sharded(), (sink) => editIndex(sink, 1, Number.MAX_SAFE_INTEGER, 8)),
  ],
  [
    "a chunk over the index",
    "shard-range",
    () => broken(sharded(), (sink) => editIndex(sink, 3, sink.files.get(SHARD)!.length - INDEX - 4, 20)),
  ],
  ["a chunk of a shard without bytes", "shard-range", () => broken(sharded(), (sink) => editIndex(sink, 2, 0, 0))],
  [
    "a chunk over another one",
    "shard-range",
    () => broken(sharded(), (sink) => editIndex(sink, 1, entryOf(sink, 0).offset, entryOf(sink, 0).length)),
  ],
  [
    "a damaged chunk in a shard",
    "chunk-damaged",
    () =>
      broken(sharded(), (sink) =>
        edit(sink, SHARD, (b) => b.fill(0xff, entryOf(sink, 0).offset, entryOf(sink, 0).offset + 16)),
      ),
  ],
  [
    "a file of another kind",
    "stray-file",
    () => broken(plain(3), (sink) => sink.files.set("notes.txt", new Uint8Array([1]))),
  ],
  [
    "a group that nothing names",
    "stray-file",
    () => broken(plain(3), (sink) => sink.files.set("tables/zarr.json", new Uint8Array([1]))),
  ],
  [
    "a file left over from writing",
    "stray-file",
    () => broken(plain(3), (sink) => sink.files.set("0/c/0/0/0.crswap", new Uint8Array([1]))),
  ],
  [
    "metadata of both formats",
    "formats-both",
    () => broken(plain(3), (sink) => sink.files.set("0/.zarray", new Uint8Array([1]))),
  ],
  ["data outside of the window", "window-data", () => broken(plain(3), (sink) => addWindows(sink, 3, 0, 255))],
  [
    "two images in a group",
    "multiscales-several",
    () =>
      broken(plain(2), (sink) =>
        changeGroup(sink, 2, "", (ngff) =>
          (ngff.multiscales as { name: string }[]).push({ ...(ngff.multiscales as { name: string }[])[0]!, name: "b" }),
        ),
      ),
  ],
];

/** A file at a path, or a folder where there are no bytes. */
async function putFile(root: FakeDirectoryHandle, path: string, bytes: Uint8Array | null): Promise<void> {
  const names = path.split("/");
  const last = names.pop()!;
  let folder = root;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
  if (bytes === null) {
    await folder.getDirectoryHandle(last, { create: true });
    return;
  }
  const writable = await (await folder.getFileHandle(last, { create: true })).createWritable();
  await writable.write(bytes);
  await writable.close();
}

/** Milliseconds after which a check counts as one that does not end; hostile numbers would take years. */
const HANGS = 15_000;

describe("broken stores", () => {
  test.each(BREAKAGES)("%s: %s", async (_, code, make) => {
    const sink = await make();
    expect(await codes(sink)).toContain(code);
  });

  test("a small sample finds what is wrong with whole files, wherever it is", async () => {
    const sink = await sharded();
    edit(sink, "0/c/1/1/1", (bytes) => bytes.slice(0, -1));
    expect(await codes(sink, false)).toContain("shard-index");
    const empty = await plain(2);
    edit(empty, "0/1/3/2", () => new Uint8Array());
    expect(await validateSink(empty)).toMatchObject({ valid: false, state: "damaged" });
  });

  test("absent chunks are counted; they are no fault", async () => {
    const sink = await sharded();
    sink.files.delete("0/c/1/1/1");
    const result = await validateSink(sink);
    expect(result).toMatchObject({ valid: true, state: "complete", chunks: { total: 32, present: 30 } });
    expect(result.problems).toMatchObject([
      { code: "chunks-absent", severity: "information", where: "0", message: expect.stringContaining("2 of 24") },
    ]);
  });

  test("an empty folder in the place of a chunk does not read as left out", async () => {
    const files = new FakeDirectoryHandle("a.ome.zarr");
    const sink = await plain(3);
    for (const [path, bytes] of sink.files) await putFile(files, path, path === "0/c/1/3/2" ? null : bytes);
    const reference = { kind: "directory-handle", handle: files.asHandle(), main: "" } as const;
    const result = await validateStore(reference, { allChunks: false }, new AbortController().signal);
    expect(result).toMatchObject({
      valid: false,
      state: "damaged",
      files: sink.files.size - 1,
      problems: [{ code: "chunk-empty", where: "0/c/1/3/2" }],
    });
  });

  test("a level without any chunk is noticed where another level has some", async () => {
    const sink = await plain(3);
    for (const path of sink.files.keys()) if (path.startsWith("0/c/")) sink.files.delete(path);
    expect((await validateSink(sink)).problems).toMatchObject([
      { code: "level-empty", where: "0" },
      { code: "chunks-absent", where: "0" },
    ]);
    for (const path of sink.files.keys()) if (path.startsWith("1/c/")) sink.files.delete(path);
    expect(new Set(await codes(sink))).toEqual(new Set(["chunks-absent"]));
  });

  test("windows are held against the pixels of each channel, padding and other levels left out", async () => {
    const sink = await plain(3);
    const values = [0, 1].map((channel) =>
      [...levelPixels(samplePlan("uint16", [sampleLevel("0", [2, 64, 48], [1, 16, 16])]), 0)]
        .map(Number)
        .slice(channel * 3072, (channel + 1) * 3072),
    );
    const window = (channel: number) => ({
      min: Math.min(...values[channel]!),
      max: Math.max(...values[channel]!),
      start: 1000,
      end: 2000,
    });
    const set = (change: (channels: { window: { max: number } }[]) => void) =>
      changeGroup(sink, 3, "", (ngff) => {
        const channels = [0, 1].map((channel) => ({ color: "00FF00", window: window(channel) }));
        change(channels);
        ngff.omero = { channels };
      });
    set(() => {});
    expect(await codes(sink)).toEqual([]);
    set(([, second]) => second!.window.max--);
    expect((await validateSink(sink, { allChunks: true })).problems).toMatchObject([
      { code: "window-data", where: "zarr.json: ome.omero.channels[1].window" },
    ]);
  });

  test("an unfinished conversion is incomplete, whatever else there is", async () => {
    const sink = await plain(3);
    sink.files.set(STORE_MARKER, new Uint8Array([1]));
    expect(await validateSink(sink)).toMatchObject({
      valid: false,
      state: "incomplete",
      problems: [{ code: "store-incomplete" }],
    });
    const other = new MemorySink();
    other.files.set("notes.txt", new Uint8Array([1]));
    expect(await validateSink(other)).toMatchObject({
      valid: false,
      state: "none",
      problems: [{ code: "not-a-store" }],
    });
  });

  test.each([
    ["series", sampleSeries],
    ["labels", sampleLabelled],
    ["plate", samplePlate],
  ])("a %s is incomplete as long as it is marked, though images in it are finished", async (_, sample) => {
    const sink = await sample(3);
    sink.files.set(STORE_MARKER, new Uint8Array([1]));
    sink.files.delete("zarr.json");
    expect(await validateSink(sink)).toMatchObject({
      valid: false,
      state: "incomplete",
      problems: [{ code: "store-incomplete" }],
    });
  });

  test("a draft of NGFF is said and tolerated; its chunks are looked at", async () => {
    const draft = (ngff: SampleAttributes) => {
      ngff.version = "0.6.dev3";
      ngff.multiscales = [{ coordinateSystems: [], datasets: [{ path: "0" }, { path: "1" }] }];
    };
    const sink = await plain(3);
    changeGroup(sink, 3, "", draft);
    expect(await validateSink(sink)).toMatchObject({ valid: true, problems: [{ code: "version-unchecked" }] });
    edit(sink, "0/c/0/0/0", (bytes) => bytes.slice(0, 5));
    expect(await validateSink(sink)).toMatchObject({ valid: false, state: "damaged" });
  });

  test("hostile metadata ends in a problem, quickly", { timeout: 60_000 }, async () => {
    const huge = 2 ** 40;
    for (const change of [
      (json: SampleAttributes) => (json.shape = [huge, huge, huge]),
      (json: SampleAttributes) => (json.shape = Array.from({ length: 1000 }, () => 1)),
      (json: SampleAttributes) =>
        (json.codecs = [
          ...Array.from({ length: 100_000 }, () => ({ name: "transpose", configuration: { order: [0, 1, 2] } })),
          { name: "bytes" },
        ]),
      (json: SampleAttributes) =>
        (json.codecs = [{ name: "bytes" }, ...Array.from({ length: 100_000 }, () => ({ name: "crc32c" }))]),
      (json: SampleAttributes) =>
        (json.chunk_grid = { name: "regular", configuration: { chunk_shape: [2, huge, 48] } }),
    ]) {
      const sink = await sharded();
      changeJson(sink, "0/zarr.json", change);
      const begun = processorTime();
      const { problems } = await validateSink(sink, { allChunks: true });
      expect(problems.length).toBeGreaterThan(0);
      expect(processorTime() - begun).toBeLessThan(HANGS);
    }
    const many = await plain(3);
    changeGroup(many, 3, "", (ngff) => {
      const datasets = Array.from({ length: 200 }, () => ({ path: "0" }));
      ngff.multiscales = Array.from({ length: 200 }, () => ({ datasets }));
    });
    const begun = processorTime();
    const { problems, counts } = await validateSink(many);
    expect(counts.error).toBeGreaterThan(20_000);
    expect(problems.length).toBeLessThan(500);
    expect(processorTime() - begun).toBeLessThan(HANGS);
  });

  test("a check can be stopped", async () => {
    const sink = await sampleImage(3);
    await expect(validateSink(sink, {}, AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
  });
});
