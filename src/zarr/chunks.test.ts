import { describe, expect, it } from "vitest";
import type { CompressorConfiguration } from "../model/compressor.ts";
import { allocatePixels, bytesOfPixels, DATA_TYPES } from "../model/dtype.ts";
import type { ByteOrder } from "../model/numpyTypes.ts";
import { sizeOfShape } from "../model/region.ts";
import type { ArraySpecification } from "./arrayDocuments.ts";
import { arrayAsWritten } from "./arrayMetadata.ts";
import { loadChunkDecoder, loadOwnDecoder } from "./chunkDecoder.ts";
import { loadChunkEncoder } from "./chunkEncoder.ts";
import { chunkGrid, chunksIn, gridIndex } from "./chunkGrid.ts";
import { chunkKey, parseChunkKey, writtenKeys } from "./chunkKeys.ts";

function specification(changes: Partial<ArraySpecification>): ArraySpecification {
  const [shape, chunkShape, dimensionNames] = [
    [5, 7],
    [2, 4],
    ["y", "x"],
  ];
  const plain = { zarrFormat: 3, dtype: "uint16", byteOrder: "little", compressor: null, shardShape: null } as const;
  return { ...plain, shape, chunkShape, dimensionNames, ...changes };
}

describe("a chunk", () => {
  const layouts: [2 | 3, ByteOrder, readonly number[] | null][] = [
    [2, "little", null],
    [2, "big", null],
    [3, "little", null],
    [3, "little", [4, 8]],
  ];
  const compressors: (CompressorConfiguration | null)[] = [null, { id: "zstd", level: 1, checksum: false }];

  it.each(DATA_TYPES)("of %s is decoded as its array's metadata say to what was encoded", async (dtype) => {
    for (const [zarrFormat, byteOrder, shardShape] of layouts) {
      for (const compressor of compressors) {
        const array = specification({ zarrFormat, byteOrder, shardShape, dtype, compressor });
        const pixels = allocatePixels(dtype, sizeOfShape(array.chunkShape));
        const bytes = bytesOfPixels(pixels).map((_, at) => (dtype === "bool" ? at % 2 : at * 37));
        bytesOfPixels(pixels).set(bytes);
        const encoded = (await loadChunkEncoder(array)).encode(pixels)!;
        const metadata = arrayAsWritten(array, "0");
        for (const load of [loadChunkDecoder, loadOwnDecoder]) {
          const decoded = (await load(metadata))(encoded.slice(), "0/0/0");
          expect(bytesOfPixels(decoded), JSON.stringify(array)).toEqual(bytes);
        }
      }
    }
  });

  it("is left out where all its bytes are zero, and only there", async () => {
    const { encode } = await loadChunkEncoder(specification({ dtype: "float32" }));
    expect(encode(new Float32Array(8))).toBeNull();
    expect(encode(new Float32Array(8).fill(-0))).not.toBeNull();
  });

  it("that says it holds far more than it has is refused, unless it was planned here", async () => {
    const huge = arrayAsWritten(specification({ chunkShape: [2 ** 14, 2 ** 13] }), "0");
    const kindOf = (decode: (encoded: Uint8Array<ArrayBuffer>, file: string) => unknown): unknown => {
      try {
        return decode(new Uint8Array(9), "0/c/0/0");
      } catch (error) {
        return error;
      }
    };
    expect(kindOf(await loadChunkDecoder(huge))).toMatchObject({ kind: "limit" });
    // Planned, and cut off.
    expect(kindOf(await loadOwnDecoder(huge))).toMatchObject({ kind: "corrupt" });
  });
});

it.each([writtenKeys(2), writtenKeys(3), { prefix: "", separator: "." }, { prefix: "c", separator: "." }] as const)(
  "names of chunks are read as they are spelt (%j)",
  (keys) => {
    for (const index of [[0], [12, 0, 7], [0, 0]]) expect(parseChunkKey(keys, chunkKey(keys, index))).toEqual(index);
    const { prefix, separator } = keys;
    const start = prefix === "" ? "" : `${prefix}${separator}`;
    for (const other of ["", "00", "-1", "1e0", " 1", `1${separator}`, `${separator}1`, `1${separator}${separator}2`]) {
      expect(parseChunkKey(keys, `${start}${other}`), other).toBeNull();
    }
    expect(parseChunkKey(keys, `d${separator}1`)).toBeNull();
  },
);

it("the chunks that a region touches are in C order, with their numbers and what of them is in it", () => {
  const grid = chunkGrid([5, 7], [2, 4]);
  const chunks = [...chunksIn(grid, { start: [1, 3], shape: [2, 4] })];
  expect(chunks.map(({ indices }) => indices)).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  for (const { indices, position } of chunks) expect(gridIndex(position, grid.counts)).toEqual(indices);
  expect(chunks.map(({ part }) => [...part.start, ...part.shape])).toEqual([
    [1, 3, 1, 1],
    [1, 4, 1, 3],
    [2, 3, 1, 1],
    [2, 4, 1, 3],
  ]);
  expect([...chunksIn(grid, { start: [1, 3], shape: [0, 4] })]).toEqual([]);
});
