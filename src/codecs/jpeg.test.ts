import { describe, expect, it } from "vitest";
import {
  expectVector,
  fuzzPictures,
  pictureFile,
  pictureVectors,
  type PictureVector,
} from "../../fixtures/pictureVectors.ts";
import { jpegHeaderWithSize, loadJpegDecoder, readJpegHeader, type JpegOptions } from "./jpeg.ts";

const vectors = pictureVectors("jpeg");
const decode = await loadJpegDecoder();

function optionsOf(vector: PictureVector): JpegOptions {
  return { ...vector.options, ...(vector.tables === undefined ? {} : { tables: pictureFile(vector.tables) }) };
}

describe("JPEG", () => {
  it.each(vectors)("decodes $file as libjpeg-turbo does", (vector) => {
    expectVector(decode(pictureFile(vector.file), optionsOf(vector)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, samples, dtype, bits } = readJpegHeader(pictureFile(vector.file));
    expect({ width, height, samples, dtype, bits }).toEqual({
      width: vector.width,
      height: vector.height,
      samples: vector.samples,
      dtype: vector.dtype,
      bits: vector.bits,
    });
  });

  it("says in the header what decides about colour and restarts", () => {
    const restarts = readJpegHeader(pictureFile("jpeg-rgb-restarts.jpg"));
    expect(restarts).toMatchObject({ process: "baseline", jfif: true, adobeTransform: null, restartInterval: 2 });
    expect(restarts.sampling).toEqual([
      { horizontal: 2, vertical: 2 },
      { horizontal: 1, vertical: 1 },
      { horizontal: 1, vertical: 1 },
    ]);
    expect(readJpegHeader(pictureFile("jpeg-cmyk.jpg"))).toMatchObject({ jfif: false, adobeTransform: 0 });
    expect(readJpegHeader(pictureFile("jpeg-rgb-progressive.jpg")).process).toBe("progressive");
    expect(readJpegHeader(pictureFile("jpeg-lossless-16-3.jpg")).process).toBe("lossless");
  });

  it("decodes under another size when the header is rewritten", () => {
    const bytes = pictureFile("jpeg-gray.jpg");
    const picture = decode(jpegHeaderWithSize(bytes, 27, 16));
    const whole = decode(bytes);
    expect(picture.height).toBe(16);
    expect(picture.pixels).toEqual(whole.pixels.slice(0, 27 * 16));
  });

  it("leaves lossless samples as they are, even under a segment that suggests YCbCr", () => {
    const bytes = pictureFile("jpeg-lossless-8-3.jpg");
    const jfif = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
    const labelled = new Uint8Array([...bytes.subarray(0, 2), ...jfif, ...bytes.subarray(2)]);
    for (const colorTransform of ["auto", "none", "ycbcr-to-rgb"] as const) {
      expect(decode(labelled, { colorTransform })).toEqual(decode(bytes));
    }
  });

  it("accepts a missing end marker, but no missing pixels", () => {
    const bytes = pictureFile("jpeg-rgb-420.jpg");
    expect(decode(bytes.subarray(0, -2)).pixels).toEqual(decode(bytes).pixels);
    expect(() => decode(bytes.subarray(0, -40))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("refuses a picture above the cap before decoding it", () => {
    expect(() => decode(pictureFile("jpeg-rgb-444.jpg"), { maximumBytes: 27 * 21 * 3 - 1 })).toThrow(
      expect.objectContaining({ kind: "limit" }),
    );
  });

  it("refuses a tiny file that claims a huge picture", () => {
    const bytes = jpegHeaderWithSize(pictureFile("jpeg-gray.jpg"), 30_000, 30_000);
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("survives damaged pictures and headers", () => {
    const outcomes = fuzzPictures(vectors, (bytes, vector, cap) => {
      readJpegHeader(bytes);
      return decode(bytes, { ...optionsOf(vector), ...cap });
    });
    expect(outcomes["corrupt"]).toBeGreaterThan(1000);
  }, 60_000);
});
