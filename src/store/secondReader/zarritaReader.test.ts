import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { bytesOfPixels, type DataType } from "../../model/dtype.ts";
import type { CompressorConfiguration } from "../../model/compressor.ts";
import { MemorySink } from "../memorySink.ts";
import { sampleLevel, samplePixels, samplePlan } from "../../../testing/store/samplePlan.ts";
import { openLevel } from "../../../testing/store/openLevel.ts";
import { levelFiles } from "../storeMetadata.ts";
import { writeLevel } from "../../../testing/store/writeLevel.ts";
import { ZARRITA_VERSION, zarritaReader } from "./zarritaReader.ts";

const { signal } = new AbortController();

for (const name of ["blosc", "lz4", "zstd", "gzip", "zlib"]) {
  vi.doMock(`numcodecs/${name}`, () => {
    throw new Error("a codec of numcodecs.js was asked for");
  });
}

const V2_ONLY: CompressorConfiguration[] = [
  { id: "zlib", level: 1 },
  { id: "lz4", acceleration: 1 },
  { id: "bz2", level: 1 },
  { id: "lzma", format: 1, check: -1, preset: 0 },
  { id: "lzma", format: 2, check: -1, preset: 0 },
];
const BOTH: (CompressorConfiguration | null)[] = [
  null,
  { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: null, blocksize: 0 },
  { id: "zstd", level: 1, checksum: true },
  { id: "gzip", level: 1 },
];
const TYPES: DataType[] = ["bool", "uint8", "int16", "uint32", "int64", "uint64", "float32", "float64"];
const CASES = [
  ...BOTH.flatMap((compressor) =>
    [2, 3, "sharded"].map((layout) => ({ layout, compressor, dtype: "uint16" as DataType })),
  ),
  ...V2_ONLY.map((compressor) => ({ layout: 2, compressor, dtype: "uint16" as DataType })),
  ...TYPES.flatMap((dtype) => [2, 3, "sharded"].map((layout) => ({ layout, compressor: BOTH[1]!, dtype }))),
];

async function written({ layout, compressor, dtype }: (typeof CASES)[number]) {
  const level = sampleLevel("0", [4, 6], [2, 3], layout === "sharded" ? [4, 3] : null);
  const output = samplePlan(dtype, [level], { compressor, zarrFormat: layout === 2 ? 2 : 3 });
  const sink = new MemorySink();
  const writer = await openLevel(sink, output, 0, signal);
  const pixels = samplePixels(dtype, [4, 6]);
  await writeLevel(writer, output, 0, pixels);
  await writer.flush();
  for (const { path, bytes } of levelFiles(output, 0)) await sink.write(path, [bytes]);
  return { sink, output, pixels };
}

test("the version that is named is the one that is pinned", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  expect((dependencies as Record<string, string>)["zarrita"]).toBe(ZARRITA_VERSION);
});

describe("zarrita over our codecs", () => {
  test.each(CASES)("reads what is written ($layout, $compressor.id, $dtype)", async (given) => {
    const { sink, output, pixels } = await written(given);
    const array = await zarritaReader.openArray(sink, "0", output.zarrFormat, signal);
    expect(array).toMatchObject({ shape: [4, 6], chunkShape: [2, 3], dtype: given.dtype, fillsWithZero: true });
    const all = bytesOfPixels(pixels);
    const item = all.length / 24;
    for (const [row, column] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const lines = [0, 1].map((y) => ((row * 2 + y) * 6 + column * 3) * item);
      const expected = lines.flatMap((start) => [...all.subarray(start, start + 3 * item)]);
      expect([...(await array.readChunk([row, column]))]).toEqual(expected);
    }
  });

  test.each(BOTH.slice(1))("no decoder believes a size that the data state ($id)", async (compressor) => {
    const { sink, output } = await written({ layout: 3, compressor, dtype: "uint16" });
    // A bomb under the name of a chunk: a valid frame of far more than a chunk holds.
    const large = samplePlan("uint16", [sampleLevel("1", [4000, 4000], [4000, 4000])], { compressor });
    const writer = await openLevel(sink, large, 0, signal);
    await writer.writeChunk([0, 0], new Uint16Array(16_000_000).fill(1));
    await writer.flush();
    sink.files.set("0/c/0/0", sink.files.get("1/c/0/0")!);
    const array = await zarritaReader.openArray(sink, "0", output.zarrFormat, signal);
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({ cause: { kind: "corrupt" } });
  });

  test("a shard whose index has another checksum is refused", async () => {
    const { sink } = await written({ layout: "sharded", compressor: null, dtype: "uint16" });
    const shard = sink.files.get("0/c/0/0")!;
    shard[shard.length - 1]! ^= 1;
    const array = await zarritaReader.openArray(sink, "0", 3, signal);
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({ cause: { kind: "corrupt" } });
  });
});
