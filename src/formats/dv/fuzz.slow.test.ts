import { readFileSync } from "node:fs";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { open } from "./reader.ts";

const { signal } = new AbortController();

fuzzReader({
  name: "DeltaVision",
  bytes: new Uint8Array(readFileSync(new URL("../../../fixtures/dv/wzt-i16-big.dv", import.meta.url))),
  open: ({ directory, main, source }) => open({ directory, path: main, source, signal }),
  seed: 41,
});
