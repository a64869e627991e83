import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("metaimage", {
  open,
  names: ["vectors.mha", "text.mha", "pattern.mhd", "list.mhd"],
  seed: 221,
});
