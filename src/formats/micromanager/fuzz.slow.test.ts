import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { micromanagerFiles } from "../../../testing/formats/micromanagerFiles.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;

for (const [index, layout] of (["1.4", "2.0"] as const).entries()) {
  const file = "Pos0/metadata.txt";
  const { [file]: bytes, ...companions } = micromanagerFiles(layout);
  fuzzReader({
    name: `Micro-Manager ${layout}, ${file}`,
    bytes: bytes!,
    file,
    companions,
    open: async ({ directory }) =>
      open({ directory, path: file, source: await directory.open(file), signal: never }, openPages),
    seed: 340 + index,
  });
}
