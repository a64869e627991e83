import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { HARMONY_IMAGES, harmonyFiles, harmonyName } from "../../../testing/formats/harmonyFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const INDEX = "Images/Index.idx.xml";
const PLATE = harmonyFiles();

for (const [index, file] of [INDEX, `Images/${harmonyName(HARMONY_IMAGES[0]!)}`].entries()) {
  const { [file]: bytes, ...companions } = PLATE;
  fuzzReader({
    name: `Harmony, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) => {
      const source = await directory.open(INDEX);
      return open({ directory, path: INDEX, source, signal: never }, openPages);
    },
    seed: 300 + index,
  });
}
