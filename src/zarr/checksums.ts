import { crc32c } from "../codecs/crc32c.ts";
import { crc32 } from "../model/crc32.ts";

/** Checksums of chunks, by their names in Zarr metadata (numcodecs). */
export const CHECKSUM_IDS = ["crc32c", "crc32", "adler32", "fletcher32"] as const;

/** A codec that adds a checksum behind the bytes. */
export type ChecksumId = (typeof CHECKSUM_IDS)[number];

/** Bytes of each; stored little-endian. */
export const CHECKSUM_BYTES = 4;

/** The checksum of bytes as an unsigned number of 32 bits. */
export const CHECKSUMS: Readonly<Record<ChecksumId, (bytes: Uint8Array) => number>> = {
  crc32c: (bytes) => crc32c(bytes),
  crc32: (bytes) => crc32(bytes),
  adler32,
  fletcher32,
};

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += 3800) {
    // As many as cannot exceed what a number holds exactly.
    const end = Math.min(bytes.length, start + 3800);
    for (let at = start; at < end; at++) {
      low += bytes[at]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

/** As HDF5 has it: over big-endian numbers of 16 bits, a last single byte counting as the higher half of one. */
function fletcher32(bytes: Uint8Array): number {
  let low = 0;
  let high = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    low = folded(low + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0)));
    high = folded(high + low);
  }
  return ((high << 16) | low) >>> 0;
}

/** Ones' complement sum: what exceeds 16 bits is added at their low end. */
function folded(sum: number): number {
  return sum > 0xffff ? (sum & 0xffff) + (sum >>> 16) : sum;
}
