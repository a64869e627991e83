import { smallStack } from "../../../fixtures/smallStack.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { crc32c } from "../../codecs/crc32c.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import type { ArraySpecification, MetadataFile } from "../../zarr/arrayDocuments.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, LAYOUTS, smallJob, storeOf } from "../../../testing/convert/smallConversion.ts";

/**
 * A defect of our writer that our own code would never see: wherever it writes and wherever it compares with what it meant to
 * write, the defect is the same.
 */
type Mutant = {
  /** The JSON of an array's metadata. */
  array?: (value: Json) => void;
  /** The root's attributes: the entry in `multiscales`. */
  multiscale?: (value: Json) => void;
  /** Paths of chunk files. */
  key?: (index: readonly number[]) => string;
  /** How chunks are encoded; that they are decoded at once does not show it. */
  encoding?: (array: ArraySpecification) => Partial<ArraySpecification>;
  /** The index of a shard, without its checksum. */
  shardIndex?: (entries: DataView) => void;
};

// The metadata are JSON of a known shape: tests reach into them.
// eslint-disable-next-line typescript/no-explicit-any
type Json = Record<string, any>;

const mutant = vi.hoisted(() => ({ now: {} as Mutant }));

vi.mock("../../store/levelArray.ts", async (original) => {
  const real = await original<typeof import("../../store/levelArray.ts")>();
  const mutated = (file: MetadataFile): MetadataFile => {
    if (!file.path.endsWith(".zattrs")) mutant.now.array?.(file.value);
    return file;
  };
  return {
    ...real,
    // A copy: shapes in it are those of the plan.
    levelDocuments: (...given: Parameters<typeof real.levelDocuments>) =>
      structuredClone(real.levelDocuments(...given)).map(mutated),
  };
});

vi.mock("../../plan/metadata/ngff.ts", async (original) => {
  const real = await original<typeof import("../../plan/metadata/ngff.ts")>();
  return {
    ...real,
    rootAttributes: (...given: Parameters<typeof real.rootAttributes>) => {
      const attributes: Json = structuredClone(real.rootAttributes(...given));
      mutant.now.multiscale?.((attributes["ome"] ?? attributes).multiscales[0]);
      return attributes;
    },
  };
});

vi.mock("../../zarr/chunkKeys.ts", async (original) => {
  const real = await original<typeof import("../../zarr/chunkKeys.ts")>();
  const chunkKey: typeof real.chunkKey = (keys, index) => mutant.now.key?.(index) ?? real.chunkKey(keys, index);
  return { ...real, chunkKey };
});

vi.mock("../../zarr/chunkEncoder.ts", async (original) => {
  const real = await original<typeof import("../../zarr/chunkEncoder.ts")>();
  const loadChunkEncoder: typeof real.loadChunkEncoder = (array) =>
    real.loadChunkEncoder({ ...array, ...mutant.now.encoding?.(array) });
  const kernelChunkEncoding: typeof real.kernelChunkEncoding = (array) =>
    real.kernelChunkEncoding({ ...array, ...mutant.now.encoding?.(array) });
  return { ...real, loadChunkEncoder, kernelChunkEncoding };
});

vi.mock("../planes/planeChunks.ts", async (original) => {
  const real = await original<typeof import("../planes/planeChunks.ts")>();
  const { prototype } = real.PlaneChunks;
  const chunk = prototype.chunk;
  prototype.chunk = function (parts) {
    const made = chunk.call(this, parts);
    return mutant.now.encoding === undefined ? made : { ...made, checkRoundTrip: () => {} };
  };
  return real;
});

vi.mock("../../store/roundTrip.ts", async (original) => {
  const real = await original<typeof import("../../store/roundTrip.ts")>();
  const createRoundTrip: typeof real.createRoundTrip = async (...given) =>
    mutant.now.encoding === undefined ? real.createRoundTrip(...given) : { check: () => {} };
  return { ...real, createRoundTrip };
});

vi.mock("../../zarr/shardBuilder.ts", async (original) => {
  const real = await original<typeof import("../../zarr/shardBuilder.ts")>();
  class ShardBuilder extends real.ShardBuilder {
    override parts() {
      const parts = super.parts();
      const index = parts?.at(-1);
      if (index === undefined || mutant.now.shardIndex === undefined) return parts;
      const view = new DataView(index.buffer);
      const entries = new DataView(index.buffer, 0, index.length - 4);
      mutant.now.shardIndex(entries);
      view.setUint32(entries.byteLength, crc32c(index.subarray(0, -4)), true);
      return parts;
    }
  }
  return { ...real, ShardBuilder };
});

/** The codecs of a chunk in Zarr v3 metadata, in a shard or not. */
function chunkCodecs(array: Json): Json[] {
  return array["codecs"][0].name === "sharding_indexed" ? array["codecs"][0].configuration.codecs : array["codecs"];
}

function swapped<Item>(list: Item[], a: number, b: number): void {
  [list[a], list[b]] = [list[b]!, list[a]!];
}

const V2 = ["v2"];
const V3 = ["v3", "sharded"];
const ALL = [...V2, ...V3];
const ZSTD = { compressor: { id: "zstd", level: 1 } };
const GZIP = { compressor: { id: "gzip", level: 1 } };

type Case = { name: string; layouts: string[]; mutant: Mutant; settings?: Record<string, unknown> };

const MUTANTS: Case[] = [
  // Byte order.
  { name: "dtype says big-endian", layouts: V2, mutant: { array: (a) => void (a["dtype"] = ">u2") } },
  {
    name: "codec says big-endian",
    layouts: V3,
    mutant: { array: (a) => void (chunkCodecs(a)[0]!["configuration"].endian = "big") },
  },
  { name: "chunks are big-endian", layouts: ALL, mutant: { encoding: () => ({ byteOrder: "big" }) } },
  // Names of chunks.
  { name: "keys reversed", layouts: V2, mutant: { key: (index) => [...index].reverse().join("/") } },
  { name: "keys reversed", layouts: V3, mutant: { key: (index) => ["c", ...[...index].reverse()].join("/") } },
  { name: "keys with dots", layouts: V2, mutant: { key: (index) => index.join(".") } },
  { name: "keys with dots", layouts: V3, mutant: { key: (index) => ["c", ...index].join(".") } },
  { name: "keys without c", layouts: V3, mutant: { key: (index) => index.join("/") } },
  { name: "separator of the metadata", layouts: V2, mutant: { array: (a) => void (a["dimension_separator"] = ".") } },
  { name: "no separator in the metadata", layouts: V2, mutant: { array: (a) => void delete a["dimension_separator"] } },
  {
    name: "separator of the metadata",
    layouts: V3,
    mutant: { array: (a) => void (a["chunk_key_encoding"].configuration.separator = ".") },
  },
  { name: "key encoding v2", layouts: V3, mutant: { array: (a) => void (a["chunk_key_encoding"].name = "v2") } },
  // Shards.
  {
    name: "shard index big-endian",
    layouts: ["sharded"],
    mutant: {
      shardIndex: (entries) => {
        for (let at = 0; at < entries.byteLength; at += 8)
          entries.setBigUint64(at, entries.getBigUint64(at, true), false);
      },
    },
  },
  {
    name: "length before offset in the shard index",
    layouts: ["sharded"],
    mutant: {
      shardIndex: (entries) => {
        for (let at = 0; at < entries.byteLength; at += 16) {
          const offset = entries.getBigUint64(at, true);
          entries.setBigUint64(at, entries.getBigUint64(at + 8, true), true);
          entries.setBigUint64(at + 8, offset, true);
        }
      },
    },
  },
  {
    name: "index said to be big-endian",
    layouts: ["sharded"],
    mutant: { array: (a) => void (a["codecs"][0].configuration.index_codecs[0].configuration.endian = "big") },
  },
  {
    name: "index without its checksum",
    layouts: ["sharded"],
    mutant: { array: (a) => void a["codecs"][0].configuration.index_codecs.pop() },
  },
  {
    name: "inner chunks transposed",
    layouts: ["sharded"],
    mutant: { array: (a) => swapped(a["codecs"][0].configuration.chunk_shape, 3, 4) },
  },
  {
    name: "shard shape",
    layouts: ["sharded"],
    mutant: { array: (a) => void (a["chunk_grid"].configuration.chunk_shape[2] = 4) },
  },
  // Compression.
  {
    name: "typesize of the metadata",
    layouts: V3,
    mutant: { array: (a) => void (chunkCodecs(a)[1]!["configuration"].typesize = 4) },
  },
  {
    name: "shuffle of the metadata",
    layouts: V3,
    mutant: { array: (a) => void (chunkCodecs(a)[1]!["configuration"].shuffle = "shuffle") },
  },
  { name: "shuffle of the metadata", layouts: V2, mutant: { array: (a) => void (a["compressor"].shuffle = 1) } },
  {
    name: "compressor inside Blosc",
    layouts: V3,
    mutant: { array: (a) => void (chunkCodecs(a)[1]!["configuration"].cname = "lz4") },
  },
  { name: "compressor inside Blosc", layouts: V2, mutant: { array: (a) => void (a["compressor"].cname = "lz4") } },
  {
    name: "level of the metadata",
    layouts: V3,
    mutant: { array: (a) => void (chunkCodecs(a)[1]!["configuration"].clevel = 9) },
  },
  { name: "level of the metadata", layouts: V2, mutant: { array: (a) => void (a["compressor"].clevel = 9) } },
  ...(["typesize", "shuffle", "cname"] as const).map((parameter) => ({
    name: `${parameter} of the chunks`,
    layouts: ALL.filter((layout) => layout !== "v2" || parameter !== "typesize"),
    mutant: {
      encoding: ({ compressor }: ArraySpecification) => {
        if (compressor?.id !== "blosc") throw new Error("not Blosc");
        const other = { typesize: 1, shuffle: "noshuffle" as const, cname: "zlib" as const }[parameter];
        return { compressor: { ...compressor, [parameter]: other } };
      },
    },
  })),
  {
    name: "gzip said, zlib written",
    layouts: ALL,
    settings: GZIP,
    mutant: { encoding: () => ({ compressor: { id: "zlib", level: 1 } }) },
  },
  {
    name: "zlib said, gzip written",
    layouts: V2,
    settings: { compressor: { id: "zlib", level: 1 } },
    mutant: { encoding: () => ({ compressor: { id: "gzip", level: 1 } }) },
  },
  {
    name: "zstd's checksum",
    layouts: ALL,
    settings: ZSTD,
    mutant: { encoding: () => ({ compressor: { id: "zstd", level: 1, checksum: true } }) },
  },
  {
    name: "not compressed, zstd said",
    layouts: ALL,
    settings: ZSTD,
    mutant: { encoding: () => ({ compressor: null }) },
  },
  {
    name: "compressed, nothing said",
    layouts: V2,
    settings: ZSTD,
    mutant: { array: (a) => void (a["compressor"] = null) },
  },
  {
    name: "compressed, nothing said",
    layouts: V3,
    settings: ZSTD,
    mutant: { array: (a) => void chunkCodecs(a).pop() },
  },
  { name: "a filter", layouts: V2, mutant: { array: (a) => void (a["filters"] = [{ id: "delta", dtype: "<u2" }]) } },
  // Values and axes of arrays.
  { name: "fill value", layouts: ALL, mutant: { array: (a) => void (a["fill_value"] = 1) } },
  { name: "no fill value", layouts: V2, mutant: { array: (a) => void (a["fill_value"] = null) } },
  { name: "int16 for uint16", layouts: V2, mutant: { array: (a) => void (a["dtype"] = "<i2") } },
  { name: "int16 for uint16", layouts: V3, mutant: { array: (a) => void (a["data_type"] = "int16") } },
  { name: "float16 for uint16", layouts: V3, mutant: { array: (a) => void (a["data_type"] = "float16") } },
  {
    name: "int32 for float32",
    layouts: V3,
    settings: { dtype: "float32" },
    mutant: { array: (a) => void (a["data_type"] = "int32") },
  },
  {
    name: "int32 for float32",
    layouts: V2,
    settings: { dtype: "float32" },
    mutant: { array: (a) => void (a["dtype"] = "<i4") },
  },
  {
    name: "float32 for complex64",
    layouts: V2,
    settings: { dtype: "complex64" },
    mutant: { array: (a) => void (a["dtype"] = "<f4") },
  },
  {
    name: "complex128 for complex64",
    layouts: V3,
    settings: { dtype: "complex64" },
    mutant: { array: (a) => void (a["data_type"] = "complex128") },
  },
  {
    name: "complex chunks are big-endian",
    layouts: ALL,
    settings: { dtype: "complex64" },
    mutant: { encoding: () => ({ byteOrder: "big" }) },
  },
  { name: "order F", layouts: V2, mutant: { array: (a) => void (a["order"] = "F") } },
  { name: "chunk transposed", layouts: V2, mutant: { array: (a) => swapped(a["chunks"], 3, 4) } },
  {
    name: "chunk transposed",
    layouts: ["v3"],
    mutant: { array: (a) => swapped(a["chunk_grid"].configuration.chunk_shape, 3, 4) },
  },
  { name: "shape transposed", layouts: ALL, mutant: { array: (a) => swapped(a["shape"], 3, 4) } },
  { name: "shape too short", layouts: ALL, mutant: { array: (a) => void a["shape"][4]-- } },
  { name: "dimension names swapped", layouts: V3, mutant: { array: (a) => swapped(a["dimension_names"], 3, 4) } },
  { name: "no dimension names", layouts: V3, mutant: { array: (a) => void delete a["dimension_names"] } },
  { name: "wrong node type", layouts: V3, mutant: { array: (a) => void (a["node_type"] = "group") } },
  // The image.
  { name: "axes swapped", layouts: ALL, mutant: { multiscale: (m) => swapped(m["axes"], 3, 4) } },
  { name: "axes reversed", layouts: ALL, mutant: { multiscale: (m) => void m["axes"].reverse() } },
  { name: "type of an axis", layouts: ALL, mutant: { multiscale: (m) => void (m["axes"][1].type = "space") } },
  { name: "unit of an axis", layouts: ALL, mutant: { multiscale: (m) => void (m["axes"][4].unit = "nanometer") } },
  { name: "a level is missing", layouts: ALL, mutant: { multiscale: (m) => void m["datasets"].pop() } },
  {
    name: "a level too many",
    layouts: ALL,
    mutant: { multiscale: (m) => void m["datasets"].push({ ...m["datasets"][0], path: "3" }) },
  },
  { name: "a level twice", layouts: ALL, mutant: { multiscale: (m) => void (m["datasets"][1].path = "0") } },
  {
    name: "paths of levels swapped",
    layouts: ALL,
    mutant: {
      multiscale: ({ datasets }) => {
        [datasets[0].path, datasets[1].path] = [datasets[1].path, datasets[0].path];
      },
    },
  },
  {
    name: "scales of levels swapped",
    layouts: ALL,
    mutant: {
      multiscale: ({ datasets }) => {
        const [first, second] = datasets.map((entry: Json) => entry["coordinateTransformations"]);
        datasets[0].coordinateTransformations = second;
        datasets[1].coordinateTransformations = first;
      },
    },
  },
  {
    name: "scale of axes reversed",
    layouts: ALL,
    mutant: { multiscale: (m) => void m["datasets"][0].coordinateTransformations[0].scale.reverse() },
  },
  {
    name: "no translation",
    layouts: ALL,
    mutant: { multiscale: (m) => void m["datasets"][1].coordinateTransformations.pop() },
  },
];

afterEach(() => {
  mutant.now = {};
});

describe("a writer with a defect never gets as far as Done", () => {
  for (const [layout, settings] of LAYOUTS) {
    const mutants = MUTANTS.filter(({ layouts }) => layouts.includes(layout));
    it.each(mutants)(`${layout}: $name`, async ({ mutant: defect, settings: more }) => {
      mutant.now = defect;
      const job = await smallJob(smallStack(), { ...settings, ...more });
      const failure = await failureOf(job);
      expect(failure.kind).toBe("corrupt");
      expect((await inspectStore(await storeOf(job))).state).toBe("incomplete");
    });

    it.each([{}, ZSTD, GZIP, { dtype: "float32" }, { dtype: "complex64" }, { dtype: "float16" }])(
      `${layout}: without a defect it does (%j)`,
      async (more) => {
        const job = await smallJob(smallStack(), { ...settings, ...more });
        const { outputs } = await convertHere(job);
        const isComplex = "dtype" in more && more.dtype === "complex64";
        const isHalf = "dtype" in more && more.dtype === "float16" && !("Float16Array" in globalThis);
        expect(outputs[0]!.verification!.reader).toMatch(isComplex || isHalf ? /^zarrdrop / : /^zarrita /);
        expect((await inspectStore(await storeOf(job))).state).toBe("complete");
      },
    );
  }
});
