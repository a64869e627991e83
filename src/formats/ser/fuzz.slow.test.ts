import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("ser", { open, names: ["series-uint16_1.ser", "map_1.ser", "pair.emi"], seed: 281 });
