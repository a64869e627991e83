import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { metamorphFiles } from "../../../testing/formats/metamorphFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const FILES = metamorphFiles("stk");

for (const [index, file] of ["exp.nd", "exp_w1Conf 488-GFP_s1_t1.stk"].entries()) {
  const { [file]: bytes, ...companions } = FILES;
  fuzzReader({
    name: `MetaMorph ND, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) => {
      const source = await directory.open("exp.nd");
      return open({ directory, path: "exp.nd", source, signal: never }, openPages);
    },
    seed: 330 + index,
  });
}
