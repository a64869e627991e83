import type { DataType, PixelArray } from "../model/dtype.ts";

/** Lends memory of exactly so many bytes, or none. */
export type Lend = (bytes: number) => Uint8Array<ArrayBuffer> | undefined;

/**
 * A compressor of whole buffers (Zarr chunk codecs). Synchronous once loaded: workers call it in their inner loop.
 * The same input and configuration gives the same bytes on every machine: encoders are deterministic.
 */
export interface Compressor {
  /** The encoded bytes, in a buffer of their own or in one that `lend` gives for so many bytes. `input` is not changed. */
  encode(input: Uint8Array, lend?: Lend): Uint8Array<ArrayBuffer>;
}

/** For data whose decoded length is not known, only a length that it does not exceed. */
export type AtMost = { atMost: number };

/** A decompressor of whole buffers. */
export interface Decompressor {
  /**
   * The decoded bytes. `decodedSize` is what the caller knows from the container; the result has exactly that length.
   * With a bound, or with `decodedSize` undefined, the length is taken from the data; more than the bound
   * (`largestHonestBlock` of the data where there is none) is a `limit`, found before the memory is taken. Whether a
   * known size is honest is for the caller to say. `room`: memory that the caller lends; if it is large enough the
   * result may be a view of its beginning, else it has a buffer of its own.
   * @throws `corrupt` for bad data or a wrong length, `limit`
   */
  decode(input: Uint8Array, decodedSize?: number | AtMost, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
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
