import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { open } from "./reader.ts";

const { signal } = new AbortController();

for (const [index, name] of ["u16-gzip.ims", "f32-lz4.ims", "velox.emd", "ncem.emd", "arrays.h5", "bdv.h5"].entries()) {
  fuzzReader({
    name,
    bytes: hdf5Image(name),
    open: ({ directory, main, source }) => open({ directory, path: main, source, signal }),
    seed: 310 + index,
  });
}
