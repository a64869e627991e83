import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("sif", { open, names: ["areas.sif", "two-lists.sif"], seed: 301 });
