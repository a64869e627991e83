import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("nifti", {
  open,
  names: ["series.nii.gz", "nifti2image-int32.nii", "nifti1pair-int16.hdr", "analyze.hdr"],
  seed: 231,
});
