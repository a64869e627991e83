import { expect, it } from "vitest";
import { pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { loadJpeg2000Decoder, readJpeg2000Header } from "./jpeg2000.ts";

describePictures({
  name: "JPEG 2000",
  vectors: pictureVectors("jpeg2000"),
  oracle: "OpenJPEG",
  decode: await loadJpeg2000Decoder(),
  readHeader: readJpeg2000Header,
  cut: { file: "jpeg2000-lossless-j2k-8-3.j2k", length: (whole) => whole / 2 },
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
