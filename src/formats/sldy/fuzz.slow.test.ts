import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { sldyFiles } from "../../../testing/formats/sldyFiles.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;

const ONE = sldyFiles({ images: [{ id: "Scan", shape: [2, 1, 2, 3, 4] }] });
const FUZZED = ["ImageRecord.yaml", "ChannelRecord.yaml", "ElapsedTimes.yaml", "ImageData_Ch0_TP0000001.npy"];
for (const [index, name] of FUZZED.entries()) {
  const file = `a.dir/Scan.imgdir/${name}`;
  const { [file]: bytes, ...companions } = ONE;
  fuzzReader({
    name: `SlideBook, ${name}`,
    bytes: bytes!,
    file,
    companions,
    open: ({ directory }) =>
      directory.open("a.sldy").then((source) => open({ directory, path: "a.sldy", source, signal: never })),
    seed: 90 + index,
  });
}
