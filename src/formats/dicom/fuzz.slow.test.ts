import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("dicom", {
  open,
  names: [
    "plain.dcm",
    "bare-implicit.dcm",
    "deflated.dcm",
    "palette.dcm",
    "volume.dcm",
    "segments.dcm",
    "rle.dcm",
    "fragments.dcm",
    "extended-table.dcm",
    "jpegls.dcm",
    "series-2.dcm",
    "slide-half.dcm",
    "sparse.dcm",
  ],
  seed: 811,
});
