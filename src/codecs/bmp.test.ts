import { pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { decodeBmp, readBmpHeader } from "./bmp.ts";

describePictures({
  name: "BMP",
  vectors: pictureVectors("bmp"),
  oracle: "Pillow",
  decode: decodeBmp,
  readHeader: readBmpHeader,
  cut: { file: "bmp-rgb.bmp", length: (whole) => whole - 4 },
});
