import { expect, it } from "vitest";
import { jpegOptions, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { jpegHeaderWithSize, loadJpegDecoder, readJpegHeader } from "./jpeg.ts";

const decode = await loadJpegDecoder();

describePictures({
  name: "JPEG",
  vectors: pictureVectors("jpeg"),
  oracle: "libjpeg-turbo",
  decode: (bytes, options, vector) => decode(bytes, { ...jpegOptions(vector), ...options }),
  readHeader: readJpegHeader,
  cut: { file: "jpeg-rgb-420.jpg", length: (whole) => whole - 40 },
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

it("refuses a tiny file that claims a huge picture", () => {
  const bytes = jpegHeaderWithSize(pictureFile("jpeg-gray.jpg"), 30_000, 30_000);
  expect(() => decode(bytes)).toThrow(expect.objectContaining({ kind: "corrupt" }));
});
