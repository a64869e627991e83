import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { cellvoyagerFiles } from "../../../testing/formats/cellvoyagerFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const LIST = "MeasurementData.mlf";
const PLATE = cellvoyagerFiles();

for (const [index, file] of [LIST, "MeasurementDetail.mrf", "s.mes"].entries()) {
  const { [file]: bytes, ...companions } = PLATE;
  fuzzReader({
    name: `CellVoyager, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) => {
      const source = await directory.open(LIST);
      return open({ directory, path: LIST, source, signal: never }, openPages);
    },
    seed: 320 + index,
  });
}
