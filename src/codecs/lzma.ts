import { bytesOfPixels } from "../model/dtype.ts";
import { LIMITS } from "../model/limits.ts";
import type { Decompressor } from "./codec.ts";
import { loadPictureProgram } from "./picturesWasm.ts";

/**
 * LZMA as TIFF stores it (compression 34925): one .xz stream (or the older .lzma), with its checksums verified. Bytes after
 * the stream are ignored.
 */
export async function loadLzmaDecompressor(): Promise<Decompressor> {
  const program = await loadPictureProgram("LZMA", new URL("../../wasm/pictures/lzma.wasm", import.meta.url));
  return {
    decode(input, decodedSize) {
      const { picture } = program.decode([input], [decodedSize ?? 0, LIMITS.decodedBlockBytes]);
      return bytesOfPixels(picture.pixels);
    },
  };
}
