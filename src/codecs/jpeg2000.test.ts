import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadJpeg2000Decoder, readJpeg2000Header } from "./jpeg2000.ts";

const vectors = pictureVectors("jpeg2000");
const decode = await loadJpeg2000Decoder();

describe("JPEG 2000", () => {
  it.each(vectors)("decodes $file as OpenJPEG does", (vector) => {
    expectVector(decode(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    expect(readJpeg2000Header(pictureFile(vector.file))).toMatchObject({ width, height, samples, dtype, bits });
  });

  it("says in the header how components are stored", () => {
    expect(readJpeg2000Header(pictureFile("jpeg2000-subsampled.j2k")).subsampling).toEqual([
      { horizontal: 1, vertical: 1 },
      { horizontal: 2, vertical: 1 },
      { horizontal: 2, vertical: 1 },
    ]);
    expect(readJpeg2000Header(pictureFile("jpeg2000-tiles.j2k"))).toMatchObject({ tileWidth: 32, colourSpace: null });
    expect(readJpeg2000Header(pictureFile("jpeg2000-lossless-jp2-8-3.j2k")).colourSpace).toBe("srgb");
  });

  it("refuses data that end too early and a picture above the cap", () => {
    const bytes = pictureFile("jpeg2000-lossless-j2k-8-3.j2k");
    expect(() => decode(bytes.subarray(0, bytes.length / 2))).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
  });

  it("survives damaged pictures and headers", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => {
      readJpeg2000Header(bytes);
      return decode(bytes, cap);
    });
    expect(outcomes["corrupt"]).toBeGreaterThan(1000);
  }, 60_000);
});
