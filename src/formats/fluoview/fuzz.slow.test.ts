import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const { signal } = new AbortController();
const FILES = rawFixtures("fluoview");

for (const [index, [file, main = file]] of [
  ["small.oib"],
  ["shuffled.oib"],
  ["points.oif"],
  ["section.oif.files/s_C002.tif", "section.oif"],
].entries()) {
  const { [file!]: bytes, ...companions } = FILES;
  fuzzReader({
    name: `FluoView, ${file}`,
    bytes: bytes!,
    file: file!,
    companions,
    open: async ({ directory }) =>
      open({ directory, path: main!, source: await directory.open(main!), signal }, openPages),
    seed: 340 + index,
  });
}
