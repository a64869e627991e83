import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { n5Files } from "../../../testing/formats/n5Files.ts";
import { open } from "./reader.ts";

const { signal } = new AbortController();

for (const [index, file] of ["attributes.json", "0/0", "1/1"].entries()) {
  const { [file]: bytes, ...companions } = n5Files({ compression: "lz4" });
  fuzzReader({
    name: `N5, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: ({ directory }) => open({ directory, path: "", source: null, signal }),
    seed: 330 + index,
  });
}
