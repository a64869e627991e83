import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { open } from "./reader.ts";

const { signal } = new AbortController();
const [XML, PIXELS] = ["bdv.xml", "bdv.h5"] as const;

for (const [index, [file, other]] of (
  [
    [XML, PIXELS],
    [PIXELS, XML],
  ] as const
).entries()) {
  fuzzReader({
    name: `BigDataViewer, ${file}`,
    bytes: hdf5Image(file),
    file,
    companions: { [other]: hdf5Image(other) },
    open: async ({ directory }) => open({ directory, path: XML, source: await directory.open(XML), signal }),
    seed: 320 + index,
  });
}
