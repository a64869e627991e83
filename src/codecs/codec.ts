import type { DataType, PixelArray } from "../model/dtype.ts";

/**
 * A compressor of whole buffers (Zarr chunk codecs). Synchronous once loaded: workers call it in their inner loop.
 * The same input and configuration gives the same bytes on every machine: encoders are deterministic.
 */
export interface Compressor {
  /** The encoded bytes, in a buffer of their own. `input` is not changed. */
  encode(input: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** A decompressor of whole buffers. */
export interface Decompressor {
  /**
   * The decoded bytes. `decodedSize` is what the caller knows from the container; the result has exactly that length.
   * With `decodedSize` undefined the length is taken from the data and capped by `limits.decodedBlockBytes`.
   * `room`: memory that the caller lends; if it is large enough the result may be a view of its beginning, else it has a buffer of its own.
   * Errors: `corrupt` for bad data or a wrong length, `limit`.
   */
  decode(input: Uint8Array, decodedSize?: number, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/** A picture decoded by an image codec (JPEG, JPEG 2000, JPEG XR, PNG, WebP, LERC, …). */
export type DecodedPicture = {
  width: number;
  height: number;
  /** Samples per pixel, interleaved in `pixels` (y, x, sample), in the order in which the codec stores them. */
  samples: number;
  dtype: DataType;
  /** Bits that carry data. */
  bits: number;
  /** Little-endian, height × width × samples values. */
  pixels: PixelArray;
};
