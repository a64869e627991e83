import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadJpegXlDecoder, readJpegXlHeader } from "./jpegXl.ts";

const vectors = pictureVectors("jpegxl");
const decode = await loadJpegXlDecoder();

describe("JPEG XL", () => {
  it.each(vectors)("decodes $file as libjxl does", (vector) => {
    expectVector(decode(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    expect(readJpegXlHeader(pictureFile(vector.file))).toMatchObject({ width, height, samples, dtype, bits });
  });

  it("refuses a picture above the cap and data that end too early", () => {
    const bytes = pictureFile("jpegxl-lossless-16-3.jxl");
    expect(() => decode(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => decode(bytes.subarray(0, -10))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("survives damaged pictures", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => decode(bytes, cap));
    expect(outcomes["corrupt"]).toBeGreaterThan(500);
  }, 60_000);

  it("agrees with itself about headers", () => {
    fuzzPictures(vectors, (bytes, _, cap) => {
      const picture = decode(bytes, cap);
      const { width, height, samples, dtype, bits } = picture;
      expect(readJpegXlHeader(bytes)).toMatchObject({ width, height, samples, dtype, bits });
      return picture;
    });
  }, 60_000);
});
