import { makeCrc } from "../model/crc.ts";

const checksum = makeCrc(0x82f63b78);

/**
 * CRC-32C (Castagnoli, RFC 3720), an unsigned 32-bit number: the checksum of Zarr v3's `crc32c` codec, which stores it
 * little-endian after the data. `start` is the checksum of the bytes before these, for data that comes in pieces.
 */
export function crc32c(bytes: Uint8Array, start = 0): number {
  return checksum(bytes, start);
}
