import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { decodeJpegLs, readJpegLsHeader } from "./jpegLs.ts";

const vectors = pictureVectors("jpegls");

describe("JPEG-LS", () => {
  it.each(vectors)("decodes $file as CharLS does", (vector) => {
    expectVector(decodeJpegLs(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    expect(readJpegLsHeader(pictureFile(vector.file))).toMatchObject({ width, height, samples, dtype, bits });
  });

  it("covers all ways in which components alternate, and near-lossless coding", () => {
    const headers = vectors.map((vector) => readJpegLsHeader(pictureFile(vector.file)));
    expect(new Set(headers.map((header) => header.interleave))).toEqual(new Set(["none", "line", "sample"]));
    expect(new Set(headers.map((header) => header.near > 0))).toEqual(new Set([true, false]));
  });

  it("refuses a picture above the cap and data that end too early", () => {
    const bytes = pictureFile("jpegls-lossless-8-1.jls");
    expect(() => decodeJpegLs(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => decodeJpegLs(bytes.subarray(0, -10))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("survives damaged pictures and headers", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => {
      readJpegLsHeader(bytes);
      return decodeJpegLs(bytes, cap);
    });
    expect(outcomes["corrupt"]).toBeGreaterThan(500);
  }, 60_000);
});
