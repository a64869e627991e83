import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import { fuzzReader } from "../../../../testing/contract/fuzzReader.ts";
import { open } from "../reader.ts";

const never = new AbortController().signal;
const [main, second] = ["cells_NDTiffStack.tif", "cells_NDTiffStack_1.tif"];

fuzzReader({
  name: "NDTiff's index",
  bytes: tiffFixtureBytes("ndtiff/NDTiff.index"),
  file: "NDTiff.index",
  companions: {
    [main]: tiffFixtureBytes(`ndtiff/${main}`),
    [second]: tiffFixtureBytes(`ndtiff/${second}`),
  },
  open: async ({ directory }) => open({ directory, path: main, source: await directory.open(main), signal: never }),
  seed: 81,
  truncations: 60,
});
