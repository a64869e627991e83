import { mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CompressorConfiguration } from "../model/compressor.ts";
import { STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { describeExistingStore, refuseLinkedLevels } from "./existingStore.ts";
import { inspectStore } from "./inspectStore.ts";
import { MemorySink } from "./memorySink.ts";
import { NodeSink } from "./nodeSink.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { levelPixels, writeStore } from "../../testing/store/writeStore.ts";
import { readForeign } from "../../testing/store/readForeign.ts";

function plan(times: number, changes: Partial<OutputPlan> = {}, shard: number[] | null = null): OutputPlan {
  return samplePlan("uint16", [sampleLevel("0", [times, 2, 1, 4, 6], [1, 1, 1, 4, 4], shard)], changes);
}

const compressors: [2 | 3, CompressorConfiguration | null][] = [
  [2, null],
  [3, null],
  [2, { id: "zlib", level: 1 }],
  [2, { id: "lz4", acceleration: 1 }],
  [2, { id: "bz2", level: 1 }],
  [2, { id: "lzma", format: 1, check: -1, preset: null }],
  [2, { id: "gzip", level: 2 }],
  [3, { id: "gzip", level: 2 }],
  [2, { id: "zstd", level: 3, checksum: false }],
  [3, { id: "zstd", level: 3, checksum: true }],
  [2, { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: null, blocksize: 0 }],
  [3, { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle", typesize: null, blocksize: 0 }],
  [3, { id: "blosc", cname: "zstd", clevel: 3, shuffle: "noshuffle", typesize: 1, blocksize: 0 }],
];

test.each(compressors)("v%i with %j is understood", async (zarrFormat, compressor) => {
  const output = plan(2, { zarrFormat, compressor });
  const sink = new MemorySink();
  await writeStore(sink, output);
  expect(await describeExistingStore(sink, "a")).toEqual({
    zarrFormat,
    axes: ["t", "c", "z", "y", "x"],
    dtype: "uint16",
    compressor,
    levels: [{ shape: [2, 2, 1, 4, 6], chunkShape: [1, 1, 1, 4, 4], shardShape: null }],
  });
});

test("big-endian numbers and shards are understood", async () => {
  const big = new MemorySink();
  await writeStore(big, plan(1, { zarrFormat: 2, byteOrder: "big" }));
  expect(await describeExistingStore(big, "a")).toMatchObject({ byteOrder: "big" });
  const sharded = new MemorySink();
  await writeStore(sharded, plan(1, {}, [1, 2, 1, 4, 8]));
  expect((await describeExistingStore(sharded, "a")).levels[0]!.shardShape).toEqual([1, 2, 1, 4, 8]);
});

test("a store whose chunks are links is refused: what they lead to would be lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zarrdrop-existing-"));
  const sink = new NodeSink(join(folder, "a"));
  await writeStore(sink, plan(2));
  const { levels } = plan(2);
  await expect(refuseLinkedLevels(sink, "a", levels)).resolves.toBeUndefined();
  await rename(join(folder, "a", "0/c/1/0/0/0/0"), join(folder, "annexed"));
  await symlink(join(folder, "annexed"), join(folder, "a", "0/c/1/0/0/0/0"));
  await expect(refuseLinkedLevels(sink, "a", levels)).rejects.toMatchObject({
    kind: "setting",
    message: "Time points cannot be added to a: level 0 holds links to other places.",
  });
  await rm(folder, { recursive: true });
});

const strange: [string, (sink: MemorySink) => void][] = [
  [
    "an unfinished store",
    (sink) => {
      sink.files.set(STORE_MARKER, new Uint8Array([1]));
      sink.files.set(`${STORE_JOURNAL}/00000001.json`, new Uint8Array([1]));
    },
  ],
  ["levels of other names", (sink) => edit(sink, "zarr.json", '"path": "0"', '"path": "s0"')],
  ["no image", (sink) => sink.files.delete("zarr.json")],
  ["no array", (sink) => sink.files.delete("0/zarr.json")],
  ["another fill value", (sink) => edit(sink, "0/zarr.json", '"fill_value": 0', '"fill_value": 7')],
  ["another order of bytes", (sink) => edit(sink, "0/zarr.json", '"little"', '"big"')],
  ["an unknown codec", (sink) => edit(sink, "0/zarr.json", '"name": "blosc"', '"name": "pcodec"')],
  ["attributes of its own", (sink) => edit(sink, "0/zarr.json", '"attributes": {}', '"attributes": {"a": 1}')],
];

function edit(sink: MemorySink, path: string, from: string, to: string): void {
  const text = new TextDecoder().decode(sink.files.get(path));
  expect(text).toContain(from);
  sink.files.set(path, new TextEncoder().encode(text.replace(from, to)));
}

test.each(strange)("%s is refused", async (_, change) => {
  const sink = new MemorySink();
  await writeStore(sink, plan(1));
  change(sink);
  await expect(describeExistingStore(sink, "a.ome.zarr")).rejects.toMatchObject({
    kind: "setting",
    details: { setting: "existing", file: "a.ome.zarr" },
  });
});

test.each([null, [2, 2, 1, 4, 8]])("time points are added, shards %j", async (shard) => {
  const sink = new MemorySink();
  await writeStore(sink, plan(3, {}, shard));
  const root = sink.files.get("zarr.json");
  const omeXml = (times: number) =>
    new TextEncoder().encode(`<OME><Image><Pixels SizeX="6" SizeT="${times}" SizeZ="1"/></Image></OME>`);
  sink.files.set("OME/METADATA.ome.xml", omeXml(3));
  const grown = plan(
    5,
    { time: { axis: 0, sourceStart: 0, destinationStart: 3, count: 2, append: { shapes: [[3, 2, 1, 4, 6]] } } },
    shard,
  );
  await writeStore(sink, grown);
  expect(sink.files.get("zarr.json")).toEqual(root);
  expect(sink.files.get("OME/METADATA.ome.xml")).toEqual(omeXml(5));
  expect(await inspectStore(sink)).toMatchObject({ state: "complete", problems: [] });
  const { bytes, shape } = await readForeign(sink, "0");
  expect(shape).toEqual([5, 2, 1, 4, 6]);
  const frame = 2 * 4 * 6 * 2;
  const before = new Uint8Array(levelPixels(plan(3), 0).buffer);
  const after = new Uint8Array(levelPixels(grown, 0).buffer);
  expect(bytes.subarray(0, 3 * frame)).toEqual(before);
  expect(bytes.subarray(3 * frame)).toEqual(after.subarray(3 * frame));
});
