import type { Compressor, Decompressor } from "./codec.ts";
import { byteRowDecompressor, loadPictureProgram, type PictureProgram } from "./picturesWasm.ts";

/** liblzma's check of an .xz stream where nothing is said: CRC-64. */
const DEFAULT_CHECK = 4;
const DEFAULT_PRESET = 6;

/**
 * LZMA as TIFF (compression 34925) and numcodecs store it: one .xz stream (or the older .lzma), with its checksums verified. Bytes after
 * the stream are ignored.
 */
export async function loadLzmaDecompressor(): Promise<Decompressor> {
  return byteRowDecompressor(await loadLzma());
}

/**
 * An .xz stream (format 1) or .lzma file (format 2). `check` and `preset` are those of liblzma; −1 and null leave them to it. The
 * dictionary is no larger than the data.
 */
export async function loadLzmaCompressor(configuration: {
  format: 1 | 2;
  check: number;
  preset: number | null;
}): Promise<Compressor> {
  const program = await loadLzma();
  const isAlone = configuration.format === 2;
  const check = configuration.check < 0 ? DEFAULT_CHECK : configuration.check;
  const preset = configuration.preset ?? DEFAULT_PRESET;
  return { encode: (input) => program.encode(input, [isAlone ? 1 : 0, check, preset]) };
}

function loadLzma(): Promise<PictureProgram> {
  return loadPictureProgram("LZMA", new URL("../../wasm/pictures/lzma.wasm", import.meta.url));
}
