import { processorTime } from "../../testing/processorTime.ts";
import { describe, expect, it } from "vitest";
import { expectVector, fuzzPictures, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadJpegXrDecoder, readJpegXrHeader } from "./jpegXr.ts";

const vectors = pictureVectors("jpegxr");
const decode = await loadJpegXrDecoder();

describe("JPEG XR", () => {
  it.each(vectors)("decodes $file as jxrlib does", (vector) => {
    const picture = decode(pictureFile(vector.file));
    expectVector(picture, vector);
    expect(picture.blueFirst).toBe(vector.file.includes("bgr"));
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = vector;
    const expected = { width, height, samples, dtype, bits, blueFirst: vector.file.includes("bgr") };
    expect(readJpegXrHeader(pictureFile(vector.file))).toMatchObject(expected);
  });

  it("refuses a picture above the cap and data that end too early", () => {
    const bytes = pictureFile("jpegxr-lossless-8-3.jxr");
    expect(() => decode(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => decode(bytes.subarray(0, bytes.length / 2))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("decodes no more than its directory promises", () => {
    const bytes = pictureFile("jpegxr-lossless-8-3.jxr").slice();
    // Width of the coded picture, less 1: behind the signature and four bytes of flags (T.832, table 21).
    const width = Buffer.from(bytes).indexOf("WMPHOTO\0") + 12;
    bytes.set([0x3f, 0xff, 0x3f, 0xff], width);
    const start = processorTime();
    expect(() => decode(bytes)).toThrow(/two different sizes/);
    expect(processorTime() - start).toBeLessThan(500);
  });

  it("survives damaged pictures, and agrees with itself about headers", () => {
    const outcomes = fuzzPictures(vectors, (bytes, _, cap) => {
      const header = readJpegXrHeader(bytes);
      const picture = decode(bytes, cap);
      const { width, height, samples, dtype } = picture;
      expect({ width, height, samples, dtype }).toEqual({
        width: header.width,
        height: header.height,
        samples: header.samples,
        dtype: header.dtype,
      });
      return picture;
    });
    expect(outcomes["corrupt"]).toBeGreaterThan(300);
  }, 60_000);
});
