import type { KernelCoding } from "../codecs/decompressors.ts";
import { itemSize, lanes } from "../model/dtype.ts";
import { largestHonestBlock, LIMITS } from "../model/limits.ts";
import { sizeOfShape } from "../model/region.ts";
import { type ArrayMetadata, innerChunkShape, loneShard } from "./arrayMetadata.ts";

/**
 * How the smallest parts of an array (`innerChunkShape`) are stored, where the kernel alone makes C-ordered values of them; null where
 * more than a byte order and one compression was done to them.
 */
export function kernelChunkCoding(array: ArrayMetadata): KernelCoding | null {
  const { dtype } = array;
  const [first, compressed, ...more] = loneShard(array)?.steps ?? array.steps;
  if (first?.kind !== "bytes" || more.length > 0) return null;
  if (compressed !== undefined && compressed.kind !== "compressed") return null;
  const configuration = compressed?.configuration ?? { id: "none" };
  if (configuration.id === "lzma" || configuration.id === "bz2") return null;
  const itemBytes = itemSize(dtype) / lanes(dtype);
  const isSwapped = first.bigEndian && (itemBytes === 2 || itemBytes === 4 || itemBytes === 8);
  return {
    configuration,
    filters: isSwapped ? [{ id: "swap-bytes", itemBytes }] : [],
    decodedBytes: sizeOfShape(innerChunkShape(array)) * itemSize(dtype),
  };
}

/** Whether a chunk of so many bytes may hold so many: of others nothing is decoded. */
export function isHonestChunk(decodedBytes: number, encodedBytes: number): boolean {
  return decodedBytes <= largestHonestBlock(encodedBytes, LIMITS.undoubtedChunkBytes);
}

/** Whether what is stored of so many bytes may be such a chunk: of what is not compressed, all bytes belong to it. */
export function mayBeChunk({ configuration, decodedBytes }: KernelCoding, encodedBytes: number): boolean {
  return configuration.id === "none" ? encodedBytes === decodedBytes : isHonestChunk(decodedBytes, encodedBytes);
}
