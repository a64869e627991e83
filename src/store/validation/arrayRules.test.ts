import { expect, test } from "vitest";
import { validateArrayMetadata } from "./arrayRules.ts";
import { ProblemList } from "./problem.ts";

const V3 = {
  zarr_format: 3,
  node_type: "array",
  shape: [8, 8],
  data_type: "uint8",
  chunk_grid: { name: "regular", configuration: { chunk_shape: [4, 4] } },
  chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
  fill_value: 0,
  codecs: [{ name: "bytes" }, { name: "zstd", configuration: { level: 3, checksum: false } }],
  attributes: {},
  dimension_names: ["y", "x"],
  storage_transformers: [],
};
const V2 = {
  zarr_format: 2,
  shape: [8, 8],
  chunks: [4, 4],
  dtype: "<f4",
  fill_value: "NaN",
  order: "C",
  filters: null,
  dimension_separator: "/",
  compressor: { id: "blosc", cname: "zstd", clevel: 5, shuffle: -1, blocksize: 0 },
};

function placesOf(zarrFormat: 2 | 3, metadata: Record<string, unknown>): string[] {
  const list = new ProblemList();
  validateArrayMetadata(zarrFormat, metadata, list.report);
  expect(list.problems.every(({ code }) => code === "array-damaged")).toBe(true);
  return list.problems.map(({ where }) => where);
}

const codec = (name: string, configuration: unknown) => ({ codecs: [{ name: "bytes" }, { name, configuration }] });
const bytes = (endian: unknown) => ({ codecs: [{ name: "bytes", configuration: { endian } }] });
const sharded = (inner: unknown) => ({ codecs: [{ name: "sharding_indexed", configuration: { codecs: inner } }] });

test("what both formats allow is no problem", () => {
  for (const change of [
    {},
    { chunk_key_encoding: "v2", attributes: undefined, storage_transformers: undefined },
    { mine: { must_understand: false } },
    { data_type: "float32", fill_value: "0x7fc00000" },
    { data_type: "int64", fill_value: -(2 ** 63) },
    { data_type: "complex64", fill_value: [0, "NaN"] },
    { data_type: "bool", fill_value: false },
    { data_type: "string", fill_value: "" },
    codec("blosc", { cname: "lz4", clevel: 0, shuffle: "noshuffle", typesize: 1, blocksize: 0 }),
    codec("zstd", { level: -5 }),
    codec("of another program", { level: "high" }),
  ]) {
    expect(placesOf(3, { ...V3, ...change }), JSON.stringify(change)).toEqual([]);
  }
  for (const change of [
    {},
    { fill_value: null, compressor: null, order: "F", dimension_separator: ".", filters: [], mine: 1 },
    { dtype: "|u1", fill_value: 255, compressor: { id: "zlib", level: -1 } },
  ]) {
    expect(placesOf(2, { ...V2, ...change }), JSON.stringify(change)).toEqual([]);
  }
});

test("Zarr v3: what strict readers refuse an array for", () => {
  const faults: [string, object][] = [
    ["fill_value", { fill_value: 256 }],
    ["fill_value", { fill_value: -1 }],
    ["fill_value", { fill_value: 0.5 }],
    ["fill_value", { fill_value: null }],
    ["fill_value", { data_type: "float32", fill_value: "none" }],
    ["fill_value", { data_type: "complex64", fill_value: 0 }],
    ["fill_value", { data_type: "bool", fill_value: "no" }],
    ['"mine"', { mine: { must_understand: true } }],
    ["attributes", { attributes: 0.5 }],
    ["storage_transformers", { storage_transformers: 1 }],
    ["chunk_key_encoding.name", { chunk_key_encoding: { name: "other" } }],
    ["chunk_key_encoding.configuration", { chunk_key_encoding: { name: "default", configuration: "x" } }],
    ["chunk_key_encoding.configuration", { chunk_key_encoding: { name: "v2", configuration: { separator: "-" } } }],
    ["chunk_key_encoding.configuration", { chunk_key_encoding: { name: "default", configuration: { type: 1 } } }],
    ["codecs[0].configuration.endian", bytes(">u2")],
    ["codecs[0].configuration.endian", bytes(0.5)],
    ["codecs[1].configuration", codec("zstd", 3)],
    ["codecs[1].configuration.level", codec("zstd", { level: 1.5 })],
    ["codecs[1].configuration.level", codec("zstd", { level: 23 })],
    ["codecs[1].configuration.checksum", codec("zstd", { level: 1, checksum: "no" })],
    ["codecs[1].configuration.level", codec("gzip", { level: 10 })],
    ["codecs[1].configuration.level", { codecs: [{ name: "bytes" }, { name: "zstd" }] }],
    ["codecs[1].configuration.level", codec("gzip", { LEVEL: 1 })],
    ["codecs[1].configuration.cname", codec("blosc", { clevel: 5, shuffle: "shuffle" })],
    ["codecs[1].configuration.shuffle", codec("blosc", { cname: "lz4", clevel: 5, shuffle: 2 })],
    ["codecs[0].configuration.codecs[0].configuration.endian", sharded(bytes("x").codecs)],
  ];
  for (const [place, change] of faults) {
    expect(placesOf(3, { ...V3, ...change }), JSON.stringify(change)).toEqual([place]);
  }
});

test("Zarr v2: what strict readers refuse an array for", () => {
  const faults: [string, object][] = [
    ["fill_value", { dtype: "<u2", fill_value: 2 ** 31 }],
    ["fill_value", { fill_value: "nothing" }],
    ["order", { order: "." }],
    ["order", { order: undefined }],
    ["filters", { filters: 1 }],
    ["dimension_separator", { dimension_separator: "-" }],
    ["compressor.shuffle", { compressor: { id: "blosc", shuffle: "bitshuffle" } }],
    ["compressor.level", { compressor: { id: "gzip", level: "9" } }],
  ];
  for (const [place, change] of faults) {
    expect(placesOf(2, { ...V2, ...change }), JSON.stringify(change)).toEqual([place]);
  }
});

test("a value of megabytes is quoted in part", () => {
  const list = new ProblemList();
  list.report("stray-file", "n".repeat(1_000_000), "m".repeat(1_000_000));
  expect(JSON.stringify(list.problems).length).toBeLessThan(2000);
});
