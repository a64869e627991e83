import { expect, it } from "vitest";
import { pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { decodeJpegLs, readJpegLsHeader } from "./jpegLs.ts";

const vectors = pictureVectors("jpegls");

describePictures({
  name: "JPEG-LS",
  vectors,
  oracle: "CharLS",
  decode: decodeJpegLs,
  readHeader: readJpegLsHeader,
  cut: { file: "jpegls-lossless-8-1.jls", length: (whole) => whole - 10 },
});

it("the vectors cover all ways in which components alternate, and near-lossless coding", () => {
  const headers = vectors.map((vector) => readJpegLsHeader(pictureFile(vector.file)));
  expect(new Set(headers.map((header) => header.interleave))).toEqual(new Set(["none", "line", "sample"]));
  expect(new Set(headers.map((header) => header.near > 0))).toEqual(new Set([true, false]));
});
