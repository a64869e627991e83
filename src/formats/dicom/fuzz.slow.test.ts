import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

/** What files have in their names that are one image, or stand for several: the part before the first dash. */
const stemOf = (name: string): string => name.split(/[-.]/)[0]!;

fuzzRawFixtures("dicom", {
  open,
  isBeside: (other, damaged) => stemOf(other) === stemOf(damaged),
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
