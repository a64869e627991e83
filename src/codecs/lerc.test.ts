import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadLercDecoder, readLercHeader } from "./lerc.ts";

const vectors = pictureVectors("lerc");
const decode = await loadLercDecoder();

describe("LERC", () => {
  it.each(vectors)("decodes $file as Esri's library does", (vector) => {
    expectVector(decode(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    expect(readLercHeader(pictureFile(vector.file))).toEqual({ width, height, samples, dtype, bits });
  });

  it("refuses a picture above the cap and data that end too early", () => {
    const bytes = pictureFile("lerc-lossless-uint16.lerc");
    expect(() => decode(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => decode(bytes.subarray(0, -10))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("survives damaged pictures", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => decode(bytes, cap));
    expect(outcomes["corrupt"]).toBeGreaterThan(500);
  }, 60_000);

  it("survives damaged headers", () => {
    fuzzPictures(vectors, (bytes, _, cap) => {
      readLercHeader(bytes);
      return decode(bytes, cap);
    });
  }, 60_000);
});
