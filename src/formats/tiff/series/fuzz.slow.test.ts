import { readFileSync } from "node:fs";
import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import { oldJpegTiff } from "../../../../testing/formats/oldJpegTiff.ts";
import { fuzzReader } from "../../../../testing/contract/fuzzReader.ts";
import type { OpenedSource } from "../../../bytes/openSource.ts";
import { open as openIndex } from "../openNdtiffIndex.ts";
import { open } from "../reader.ts";

const never = new AbortController().signal;
const [main, second] = ["cells_NDTiffStack.tif", "cells_NDTiffStack_1.tif"];

const options = {
  name: "NDTiff's index",
  bytes: tiffFixtureBytes("ndtiff/NDTiff.index"),
  file: "NDTiff.index",
  companions: {
    [main]: tiffFixtureBytes(`ndtiff/${main}`),
    [second]: tiffFixtureBytes(`ndtiff/${second}`),
  },
  open: async ({ directory }: OpenedSource) =>
    open({ directory, path: main, source: await directory.open(main), signal: never }),
  seed: 81,
  truncations: 60,
};
fuzzReader(options);
fuzzReader({
  ...options,
  name: "NDTiff's index, opened by itself",
  open: async ({ directory }) =>
    openIndex({ directory, path: options.file, source: await directory.open(options.file), signal: never }),
  seed: 82,
});

fuzzReader({
  name: "TIFF in fax compression",
  bytes: readFileSync(new URL("../../../../fixtures/tiff-fax/group3_2d.tif", import.meta.url)),
  file: "fax.tif",
  open: async ({ directory, source }) => open({ directory, path: "fax.tif", source, signal: never }),
  seed: 83,
  truncations: 60,
});

fuzzReader({
  name: "TIFF in old-style JPEG",
  bytes: oldJpegTiff(
    readFileSync(new URL("../../../../fixtures/pictures/jpeg-rgb-420.jpg", import.meta.url)),
    "tables",
  ),
  file: "old.tif",
  open: async ({ directory, source }) => open({ directory, path: "old.tif", source, signal: never }),
  seed: 84,
  truncations: 60,
});
