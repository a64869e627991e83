import { describe, expect, it } from "vitest";
import { parseV2Array } from "./arrayMetadata.ts";
import { kernelChunkCoding } from "./chunkCoding.ts";

const PLAIN = { zarr_format: 2, shape: [9, 9], chunks: [4, 5], dtype: "<u2", fill_value: 0, order: "C" };

describe("chunks that the kernel alone decodes", () => {
  it.each([
    [{}, { configuration: { id: "none" }, filters: [] }],
    [{ compressor: { id: "zstd" } }, { configuration: { id: "zstd" }, filters: [] }],
    [{ dtype: ">u2" }, { configuration: { id: "none" }, filters: [{ id: "swap-bytes", itemBytes: 2 }] }],
  ])("%j", (changes, coding) => {
    const array = parseV2Array({ ...PLAIN, ...changes }, "0");
    expect(kernelChunkCoding(array)).toEqual({ ...coding, decodedBytes: 40 });
  });

  it.each([
    { order: "F" },
    { compressor: { id: "bz2" } },
    { compressor: { id: "lzma" } },
    { filters: [{ id: "delta", dtype: "<u2" }] },
    { filters: [{ id: "shuffle", elementsize: 2 }] },
    { filters: [{ id: "crc32" }] },
    { filters: [{ id: "crc32" }], compressor: { id: "zstd" } },
  ])("and such that went through more: %j", (changes) => {
    expect(kernelChunkCoding(parseV2Array({ ...PLAIN, ...changes }, "0"))).toBeNull();
  });
});
