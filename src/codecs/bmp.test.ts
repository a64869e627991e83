import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { decodeBmp, readBmpHeader } from "./bmp.ts";

const vectors = pictureVectors("bmp");

describe("BMP", () => {
  it.each(vectors)("decodes $file as Pillow does", (vector) => {
    expectVector(decodeBmp(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    expect(readBmpHeader(pictureFile(vector.file))).toMatchObject({ width, height, samples, dtype, bits });
  });

  it("refuses missing rows and a picture above the cap", () => {
    const bytes = pictureFile("bmp-rgb.bmp");
    expect(() => decodeBmp(bytes.subarray(0, -4))).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decodeBmp(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
  });

  it("survives damaged pictures", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => decodeBmp(bytes, cap));
    expect(outcomes["corrupt"]).toBeGreaterThan(1000);
  }, 60_000);
});
