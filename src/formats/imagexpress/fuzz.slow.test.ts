import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { imagexpressFiles } from "../../../testing/formats/imagexpressFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const PLATE = imagexpressFiles();

for (const [index, file] of ["P.HTD", "TimePoint_1/ZStep_1/P_B02_s1_w1.TIF"].entries()) {
  const { [file]: bytes, ...companions } = PLATE;
  fuzzReader({
    name: `ImageXpress, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) => {
      const source = await directory.open("P.HTD");
      return open({ directory, path: "P.HTD", source, signal: never }, openPages);
    },
    seed: 310 + index,
  });
}
