import { bytesOfPixels, itemSize, type PixelArray } from "../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { sizeOfShape } from "../model/region.ts";
import type { Lend } from "../codecs/codec.ts";
import { type ArrayMetadata, innerChunkShape } from "../zarr/arrayMetadata.ts";
import { loadOwnDecoder } from "../zarr/chunkDecoder.ts";

/** Decodes what was just encoded and compares it with the pixels. Synchronous: the decoder is loaded. */
export interface RoundTrip {
  /** @throws `internal` when the encoded chunk does not give the pixels back; then it must not be written */
  check(encoded: Uint8Array<ArrayBuffer>, pixels: PixelArray, path: string): void;
}

/** Memory that is lent for a while and used again, where the thread has any. */
export type Rooms = {
  /** With anything in it. */
  borrow: Lend;
  /** What was not borrowed here is left alone. */
  giveBack(room: Uint8Array<ArrayBuffer>): void;
};

/** The check for the chunks of an array, its codec loaded. */
export async function createRoundTrip(array: ArrayMetadata, rooms?: Rooms): Promise<RoundTrip> {
  const decode = await loadOwnDecoder(array);
  const decodedBytes = sizeOfShape(innerChunkShape(array)) * itemSize(array.dtype);
  return {
    check(encoded, pixels, path) {
      const room = rooms?.borrow(decodedBytes);
      try {
        const decoded = decode(encoded, path, room);
        if (!areSame(bytesOfPixels(decoded), bytesOfPixels(pixels))) throw unfaithful(path, "other pixels");
      } catch (thrown) {
        throw asUnfaithful(path, thrown);
      } finally {
        if (room !== undefined) rooms?.giveBack(room);
      }
    },
  };
}

function areSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const isAligned = a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0;
  // Four words a step: as fast as memory can be read.
  const steps = isAligned ? Math.floor(a.length / 16) : 0;
  const x = new Int32Array(a.buffer, isAligned ? a.byteOffset : 0, steps * 4);
  const y = new Int32Array(b.buffer, isAligned ? b.byteOffset : 0, steps * 4);
  for (let at = 0; at < x.length; at += 4) {
    const differs =
      (x[at]! ^ y[at]!) | (x[at + 1]! ^ y[at + 1]!) | (x[at + 2]! ^ y[at + 2]!) | (x[at + 3]! ^ y[at + 3]!);
    if (differs !== 0) return false;
  }
  for (let at = steps * 16; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** What went wrong when a chunk was decoded again: bytes that cannot be decoded were not encoded rightly. */
export function asUnfaithful(path: string, thrown: unknown): ZarrdropError {
  const error = asZarrdropError(thrown);
  return error.kind === "corrupt" ? unfaithful(path, error.message) : error;
}

/** The error of a chunk that does not decode to what was encoded. */
export function unfaithful(path: string, technical: string): ZarrdropError {
  return new ZarrdropError("internal", `A chunk (${path}) could not be decoded again after it was compressed.`, {
    file: path,
    safe: "It was not written; the source is untouched.",
    advice: "Convert again, with another compression if it happens again, and report it.",
    technical,
  });
}
