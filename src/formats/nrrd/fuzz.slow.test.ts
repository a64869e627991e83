import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("nrrd", {
  open,
  names: ["volume-uint16-gzip.nrrd", "volume-uint8-ascii.nrrd", "vectors.nrrd", "pattern.nhdr", "hex.nrrd"],
  seed: 211,
});
