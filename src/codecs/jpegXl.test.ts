import { pictureVectors } from "../../fixtures/pictureVectors.ts";
import { describePictures } from "../../testing/contract/describePictures.ts";
import { loadJpegXlDecoder, readJpegXlHeader } from "./jpegXl.ts";

describePictures({
  name: "JPEG XL",
  vectors: pictureVectors("jpegxl"),
  oracle: "libjxl",
  decode: await loadJpegXlDecoder(),
  readHeader: readJpegXlHeader,
  cut: { file: "jpegxl-lossless-16-3.jxl", length: (whole) => whole - 10 },
});
