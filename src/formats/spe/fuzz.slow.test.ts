import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("spe", { open, names: ["frames-int16.spe", "lightfield.spe"], seed: 251 });
