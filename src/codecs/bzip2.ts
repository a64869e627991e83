import type { Compressor, Decompressor } from "./codec.ts";
import { byteRowDecompressor, loadPictureProgram, type PictureProgram } from "./picturesWasm.ts";

/** bzip2 (numcodecs' `bz2`): one stream or several, one after the other, with their checksums verified. */
export async function loadBzip2Decompressor(): Promise<Decompressor> {
  return byteRowDecompressor(await loadBzip2());
}

/** One stream. `level`, 1–9, is the size of its blocks in 100,000 bytes. */
export async function loadBzip2Compressor(level: number): Promise<Compressor> {
  const program = await loadBzip2();
  return { encode: (input) => program.encode(input, [level]) };
}

function loadBzip2(): Promise<PictureProgram> {
  return loadPictureProgram("bzip2", new URL("../../wasm/pictures/bzip2.wasm", import.meta.url));
}
