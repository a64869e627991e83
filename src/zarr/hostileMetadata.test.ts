import { describe, expect, it } from "vitest";
import { parseV2Array, parseV3Array } from "./arrayMetadata.ts";
import { loadChunkDecoder } from "./chunkDecoder.ts";
import { parseV2Compressor } from "./codecMetadata.ts";

/** What no comparison and no conversion makes a number of. */
const NO_PRIMITIVE = { toString: null, valueOf: null };
/** Becomes a text by calling itself, as deep as it is. */
const DEEP: unknown = Array.from({ length: 5000 }).reduce<unknown>((inner) => [inner], 0);

describe("an order of axes that is none", () => {
  it.each([
    ["objects", [NO_PRIMITIVE, 0]],
    ["lists in lists", [DEEP, 0]],
    ["texts", ["0", "1"]],
    ["a truth value", [false, 1]],
    ["the same twice", [1, 1]],
    ["one too few", [0]],
  ])("%s", (_, order) => {
    const codecs = [{ name: "transpose", configuration: { order } }, { name: "bytes" }];
    const chunks = { name: "regular", configuration: { chunk_shape: [2, 2] } };
    const metadata = { shape: [4, 4], data_type: "uint8", chunk_grid: chunks, fill_value: 0, codecs };
    expect(() => parseV3Array(metadata, "0")).toThrow(expect.objectContaining({ kind: "corrupt" }) as Error);
  });
});

it("a compressor whose shuffle is no number is none of ours", () => {
  const blosc = { id: "blosc", cname: "zstd", clevel: 3, blocksize: 0 };
  expect(parseV2Compressor({ ...blosc, shuffle: 2 })).toMatchObject({ shuffle: "bitshuffle" });
  expect(parseV2Compressor({ ...blosc, shuffle: NO_PRIMITIVE })).toBeNull();
});

describe("bits that are packed again and again", () => {
  const array = { zarr_format: 2, shape: [5, 7], chunks: [4, 5], dtype: "|b1", fill_value: false, order: "C" };
  const times = (count: number, compressor: object | null) =>
    loadChunkDecoder(
      parseV2Array({ ...array, filters: Array.from({ length: count }, () => ({ id: "packbits" })), compressor }, "0"),
    );
  /** Twenty values: how many bits of the last byte are unused, and three bytes. */
  const encoded = Uint8Array.of(4, 0xaa, 0xaa, 0xa0);

  it("once they are truth values", async () => {
    expect((await times(1, null))(encoded, "0.0")).toEqual(
      Uint8Array.from({ length: 20 }, (_, index) => (index + 1) % 2),
    );
  });

  it("else they are refused before eight times as many are made of them with each", async () => {
    const decode = await times(21, null);
    expect(() => decode(encoded, "0.0")).toThrow(expect.objectContaining({ kind: "corrupt" }) as Error);
  });
});
