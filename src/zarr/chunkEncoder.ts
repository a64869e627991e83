import type { Compressor, Lend } from "../codecs/codec.ts";
import { type KernelEncoding, kernelEncoding, loadCompressor } from "../codecs/compressors.ts";
import { swapByteOrder } from "../model/byteOrder.ts";
import { bytesOfPixels, itemSize, lanes, type PixelArray } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { sizeOfShape } from "../model/region.ts";
import type { ArraySpecification } from "./arrayDocuments.ts";

/** Turns the pixels of one chunk into the bytes that are stored. Synchronous: the compressor is loaded. */
export interface ChunkEncoder {
  /**
   * `pixels` is a whole chunk in C order, padded with zeros where it reaches beyond the array. The result is a buffer of its
   * own or one that `lend` gave, or null when every value is bitwise the fill value: such a chunk is left out (−0.0 is not the fill value).
   */
  encode(pixels: PixelArray, lend?: Lend): Uint8Array<ArrayBuffer> | null;
}

/** The encoder for the chunks of an array, its codec loaded. */
export async function loadChunkEncoder(array: ArraySpecification): Promise<ChunkEncoder> {
  const { dtype } = array;
  const compressor: Compressor | null =
    array.compressor === null ? null : await loadCompressor(array.compressor, itemSize(dtype));
  const decodedBytes = sizeOfShape(array.chunkShape) * itemSize(dtype);
  const swaps = array.byteOrder === "big" && itemSize(dtype) > 1;
  return {
    encode(pixels, lend) {
      let bytes = bytesOfPixels(pixels);
      if (bytes.length !== decodedBytes) {
        throw new ZarrdropError(
          "internal",
          `A chunk has ${bytes.length} bytes where its shape asks for ${decodedBytes}.`,
        );
      }
      if (isAllZero(bytes)) return null;
      if (swaps) {
        bytes = bytes.slice();
        swapByteOrder(bytes, itemSize(dtype) / lanes(dtype));
      }
      if (compressor !== null) return compressor.encode(bytes, lend);
      if (swaps) return bytes;
      const room = lend?.(bytes.length);
      if (room === undefined) return bytes.slice();
      room.set(bytes);
      return room;
    },
  };
}

/** How the kernel encodes chunks that are in its memory. */
export type KernelChunkEncoding = {
  /** Null: they are not compressed. */
  compression: KernelEncoding | null;
  /** Bytes of the numbers that are turned round before; 0 where none are. */
  swappedBytes: 0 | 2 | 4 | 8;
};

/**
 * The encoding of `loadChunkEncoder`, for the chunks of an array that are in a kernel's memory.
 * @throws `internal` for a compressor that the kernel does not have
 */
export function kernelChunkEncoding({ dtype, byteOrder, compressor }: ArraySpecification): KernelChunkEncoding {
  if (compressor?.id === "bz2" || compressor?.id === "lzma") {
    throw new ZarrdropError("internal", `The kernel does not compress with ${compressor.id}.`);
  }
  const numberBytes = itemSize(dtype) / lanes(dtype);
  return {
    compression: compressor === null ? null : kernelEncoding(compressor, itemSize(dtype)),
    // Numbers have 1, 2, 4 or 8 bytes.
    swappedBytes: byteOrder === "big" && numberBytes > 1 ? (numberBytes as 2 | 4 | 8) : 0,
  };
}

/** True when every byte is zero; stops at the first that is not. */
export function isAllZero(bytes: Uint8Array): boolean {
  const head = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4);
  const words = Math.floor((bytes.length - head) / 4);
  for (let at = 0; at < head; at++) if (bytes[at] !== 0) return false;
  const view = new Uint32Array(bytes.buffer, bytes.byteOffset + head, words);
  for (let at = 0; at < words; at++) if (view[at] !== 0) return false;
  for (let at = head + words * 4; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
