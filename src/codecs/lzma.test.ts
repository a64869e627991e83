import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import type { DecodedPicture } from "./codec.ts";
import { loadLzmaDecompressor } from "./lzma.ts";

const vectors = pictureVectors("lzma");
const { decode } = await loadLzmaDecompressor();

function asPicture(bytes: Uint8Array): DecodedPicture {
  return { width: bytes.length, height: 1, samples: 1, dtype: "uint8", bits: 8, pixels: bytes };
}

describe("LZMA", () => {
  it.each(vectors)("decodes $file, with its size known and unknown", (vector) => {
    expectVector(asPicture(decode(pictureFile(vector.file), vector.width)), vector);
    expectVector(asPicture(decode(pictureFile(vector.file))), vector);
  });

  it("ignores what follows the stream", () => {
    const [vector] = vectors;
    const bytes = new Uint8Array([...pictureFile(vector!.file), 1, 2, 3]);
    expectVector(asPicture(decode(bytes, vector!.width)), vector!);
  });

  it("refuses another size than the container's, and data that end too early", () => {
    const bytes = pictureFile("lzma-crc64.xz");
    expect(() => decode(bytes, 13 * 15 * 3 - 1)).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(bytes, 13 * 15 * 3 + 1)).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(bytes.subarray(0, -1))).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(new Uint8Array(0))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("survives damaged streams", () => {
    const outcomes = fuzzPictures(vectors, (bytes, vector) => asPicture(decode(bytes, vector.width)));
    expect(outcomes["corrupt"]).toBeGreaterThan(500);
  }, 60_000);
});
