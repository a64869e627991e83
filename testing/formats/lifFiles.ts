import { wholeRegion } from "../../src/model/region.ts";
import { read } from "../contract/describeReader.ts";
import { memoryFiles } from "../contract/memoryFiles.ts";
import type { ImageReader, ReaderOptions } from "../../src/formats/reader.ts";
import { openImage } from "../../src/formats/registry.ts";

const never = new AbortController().signal;

/** Opens the first of some files in memory. For tests. */
export function openFiles(files: Readonly<Record<string, Uint8Array>>, options?: ReaderOptions): Promise<ImageReader> {
  return openImage(memoryFiles(files, Object.keys(files)[0]!), never, undefined, options);
}

/** All values of a scene of up to 32 bits. For tests. */
export async function pixelsOf(reader: ImageReader, scene = 0): Promise<number[]> {
  const { shape } = reader.description.scenes[scene]!;
  // The types in these tests have no 64-bit integers.
  return Array.from((await read(reader, scene, 0, wholeRegion(shape), never)) as Uint8Array);
}
