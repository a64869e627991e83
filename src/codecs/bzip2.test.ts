import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { bzip2 } from "./bzip2.ts";
import type { DecodedPicture } from "./codec.ts";

const vectors = pictureVectors("bzip2");

function asPicture(bytes: Uint8Array): DecodedPicture {
  return { width: bytes.length, height: 1, samples: 1, dtype: "uint8", bits: 8, pixels: bytes };
}

describe("bzip2", () => {
  it.each(vectors)("decodes $file, with its size known and unknown", (vector) => {
    expectVector(asPicture(bzip2.decode(pictureFile(vector.file), vector.width)), vector);
    expectVector(asPicture(bzip2.decode(pictureFile(vector.file))), vector);
  });

  it("refuses another size than the container's, and data that end too early", () => {
    const bytes = pictureFile("bzip2-photo.bz2");
    const corrupt = expect.objectContaining({ kind: "corrupt" });
    expect(() => bzip2.decode(bytes, 13 * 15 * 3 - 1)).toThrow(corrupt);
    expect(() => bzip2.decode(bytes, 13 * 15 * 3 + 1)).toThrow(corrupt);
    expect(() => bzip2.decode(bytes.subarray(0, -1))).toThrow(corrupt);
    expect(() => bzip2.decode(new Uint8Array(0))).toThrow(corrupt);
    // Far more than is wanted: stopped soon after that.
    expect(() => bzip2.decode(pictureFile("bzip2-zeros.bz2"), 100_000)).toThrow(corrupt);
  });

  it("survives damaged streams", () => {
    const small = vectors.filter(({ width }) => width < 1000);
    const outcomes = fuzzPictures(small, (bytes, vector) => asPicture(bzip2.decode(bytes, vector.width)));
    expect(outcomes["corrupt"]).toBeGreaterThan(500);
  }, 60_000);
});
