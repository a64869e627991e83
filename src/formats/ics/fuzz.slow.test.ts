import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open } from "./reader.ts";

fuzzRawFixtures("ics", {
  open,
  names: ["version-2.ics", "gzip.ics", "volume-int16.ics", "few-codes.ids.Z"],
  main: { "few-codes.ids.Z": "few-codes.ics" },
  seed: 271,
});
