import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("dm", { open, names: ["series.dm3", "several.dm4"], seed: 291 });
