import { crc32c } from "../codecs/crc32c.ts";
import { bytesOfPixels, type PixelArray } from "../model/dtype.ts";
import type { ChunkEncoder } from "../zarr/chunkEncoder.ts";
import type { Rooms, RoundTrip } from "./roundTrip.ts";

/**
 * A whole chunk before it is encoded, padded with zeros where it reaches beyond the array, wherever its pixels are. A level's writer has
 * done with it what is to be done, in this order, before its call returns.
 */
export interface EncodableChunk {
  /** What is stored, in a buffer of its own or one that was borrowed; null for a chunk of zeros, which is left out. */
  encode(): Uint8Array<ArrayBuffer> | null;
  /**
   * Decodes what `encode` gave and compares. `path` names the chunk in errors.
   * @throws `internal` when it does not give the pixels back
   */
  checkRoundTrip(encoded: Uint8Array<ArrayBuffer>, path: string): void;
  /** CRC-32C of the pixels. */
  checksum(): number;
}

/** The chunk of a pixel array: C order, in the output's type. */
export function chunkOfPixels(
  pixels: PixelArray,
  { encoder, roundTrip, rooms }: { encoder: ChunkEncoder; roundTrip: RoundTrip | null; rooms: Rooms | undefined },
): EncodableChunk {
  return {
    encode: () => encoder.encode(pixels, rooms?.borrow),
    checkRoundTrip: (encoded, path) => roundTrip?.check(encoded, pixels, path),
    checksum: () => crc32c(bytesOfPixels(pixels)),
  };
}
