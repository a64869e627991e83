import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("seq", { open, names: ["gray.seq", "twelve-bits.seq"], seed: 261 });
