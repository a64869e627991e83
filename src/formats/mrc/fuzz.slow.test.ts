import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("mrc", { open, names: ["big-endian.map", "four-bits.mrc", "turned.map", "packed.map.gz"], seed: 201 });
