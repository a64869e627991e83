import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { colourFile, mixedFile, mosaicFile } from "../../../testing/formats/cziFiles.ts";
import type { OpenedSource } from "../../bytes/openSource.ts";
import type { ImageReader } from "../reader.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;

function openAs({ directory, main, source }: OpenedSource): Promise<ImageReader> {
  return open({ directory, path: main, source, signal: never });
}

fuzzReader({ name: "mosaic", bytes: mosaicFile(6), open: openAs, seed: 11 });
fuzzReader({ name: "colours", bytes: colourFile(), open: openAs, seed: 12 });
fuzzReader({ name: "mixed", bytes: mixedFile(), open: openAs, seed: 13 });
