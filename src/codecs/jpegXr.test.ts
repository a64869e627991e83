import { expect, it } from "vitest";
import { pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { processorTime } from "../../testing/processorTime.ts";
import { loadJpegXrDecoder, readJpegXrHeader } from "./jpegXr.ts";

const vectors = pictureVectors("jpegxr");
const decode = await loadJpegXrDecoder();

describePictures({
  name: "JPEG XR",
  vectors,
  oracle: "jxrlib",
  decode,
  readHeader: readJpegXrHeader,
  cut: { file: "jpegxr-lossless-8-3.jxr", length: (whole) => whole / 2 },
});

it.each(vectors)("says whether blue comes first in $file", ({ file }) => {
  const bytes = pictureFile(file);
  const blueFirst = file.includes("bgr");
  expect([decode(bytes).blueFirst, readJpegXrHeader(bytes).blueFirst]).toEqual([blueFirst, blueFirst]);
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
