import { pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { loadLercDecoder, readLercHeader } from "./lerc.ts";

describePictures({
  name: "LERC",
  vectors: pictureVectors("lerc"),
  oracle: "Esri's library",
  decode: await loadLercDecoder(),
  readHeader: readLercHeader,
  cut: { file: "lerc-lossless-uint16.lerc", length: (whole) => whole - 10 },
});
