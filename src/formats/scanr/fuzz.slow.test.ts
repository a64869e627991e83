import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { scanrFiles, scanrPath } from "../../../testing/formats/scanrFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const INDEX = "experiment_descriptor.xml";

for (const [index, file] of [INDEX, scanrPath(14, 1, 0, 0, 0)].entries()) {
  const { [file]: bytes, ...companions } = scanrFiles();
  fuzzReader({
    name: `ScanR, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) =>
      open({ directory, path: INDEX, source: await directory.open(INDEX), signal: never }, openPages),
    seed: 350 + index,
  });
}
