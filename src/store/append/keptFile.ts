import { crc32c } from "../../codecs/crc32c.ts";
import { STORE_BEFORE } from "../../model/storeMarker.ts";

/** Bytes that a copy has after those of the file. */
export const TRAILER_BYTES = 4;

/** Where the copy of a file of the store is kept while an append goes on. */
export function keptPath(path: string): string {
  return `${STORE_BEFORE}/${path}`;
}

/** The file of the store that a copy is of. */
export function pathOfKept(kept: string): string {
  return kept.slice(STORE_BEFORE.length + 1);
}

/**
 * What a copy holds: the file's bytes, then their CRC-32C, so that a torn copy is told. Of a file that was not there the checksum
 * alone is kept: it has to go when the store is put back.
 */
export function keptParts(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const trailer = new Uint8Array(TRAILER_BYTES);
  new DataView(trailer.buffer).setUint32(0, crc32c(bytes), true);
  return [bytes, trailer];
}

/** The bytes of the file that a copy is of (none: it was not there), or null for a copy that is torn. */
export function bytesOfKept(copy: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const length = copy.length - TRAILER_BYTES;
  if (length < 0) return null;
  const bytes = copy.subarray(0, length);
  const checksum = new DataView(copy.buffer, copy.byteOffset + length).getUint32(0, true);
  return crc32c(bytes) === checksum ? bytes : null;
}
