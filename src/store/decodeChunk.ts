import type { Decompressor } from "../codecs/codec.ts";
import { loadByteDecompressor } from "../codecs/compressors.ts";
import { swapByteOrder } from "../model/byteOrder.ts";
import { itemSize, lanes, type PixelArray, pixelsFromBytes } from "../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { sizeOfShape } from "../model/region.ts";
import type { LevelPlan, OutputPlan } from "../plan/plan.ts";

/** The inverse of `ChunkEncoder`. Synchronous: the decompressor is loaded. */
export interface ChunkDecoder {
  /**
   * Pixels of a whole chunk, C order, in memory's byte order, in a buffer of their own or in `scratch`, which is as large as a
   * decoded chunk. Errors: `corrupt`, naming `path`.
   */
  decode(encoded: Uint8Array<ArrayBuffer>, path: string, scratch?: Uint8Array<ArrayBuffer>): PixelArray;
}

/** The decoder for the chunks of a level, its codec loaded. */
export async function createChunkDecoder(output: OutputPlan, level: LevelPlan): Promise<ChunkDecoder> {
  const { dtype } = output;
  const decompressor: Decompressor | null =
    output.compressor === null ? null : await loadByteDecompressor(output.compressor);
  const decodedBytes = sizeOfShape(level.chunkShape) * itemSize(dtype);
  const swaps = output.byteOrder === "big" && itemSize(dtype) > 1;
  return {
    decode(encoded, path, scratch) {
      const bytes =
        decompressor === null ? copied(encoded, scratch) : decode(decompressor, encoded, decodedBytes, path, scratch);
      if (bytes.length !== decodedBytes) {
        throw new ZarrdropError("corrupt", `The chunk ${path} has ${bytes.length} bytes instead of ${decodedBytes}.`, {
          file: path,
        });
      }
      if (swaps) swapByteOrder(bytes, itemSize(dtype) / lanes(dtype));
      return pixelsFromBytes(dtype, bytes);
    },
  };
}

function copied(encoded: Uint8Array<ArrayBuffer>, scratch: Uint8Array<ArrayBuffer> | undefined) {
  if (scratch?.length !== encoded.length) return encoded.slice();
  scratch.set(encoded);
  return scratch;
}

function decode(
  decompressor: Decompressor,
  encoded: Uint8Array<ArrayBuffer>,
  decodedBytes: number,
  path: string,
  scratch: Uint8Array<ArrayBuffer> | undefined,
): Uint8Array<ArrayBuffer> {
  try {
    return decompressor.decode(encoded, decodedBytes, scratch);
  } catch (thrown) {
    throw asZarrdropError(thrown).with({ file: path });
  }
}
