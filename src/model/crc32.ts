import { makeCrc } from "./crc.ts";

const checksum = makeCrc(0xedb88320);

/**
 * CRC-32 as in zip and gzip (ISO 3309), an unsigned 32-bit number. `start` is the checksum of the bytes before these, for
 * data that comes in pieces.
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  return checksum(bytes, start);
}
