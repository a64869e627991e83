import type { ByteSource } from "../../bytes/source.ts";

/** A zlib stream begins with two bytes (RFC 1950). */
export const ZLIB_HEADER_BYTES = 2;

const FIXED_BYTES = 10;
/** Names and comments in a header are short. */
const MOST_BYTES = 4096;
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 };

/** Bytes of a gzip member's header (RFC 1952); null where none is. */
export async function gzipHeaderBytes(
  source: ByteSource,
  at: number,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const bytes = await source.read(at, Math.min(MOST_BYTES, Math.max(0, source.size - at)), signal);
  if (bytes.length < FIXED_BYTES || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return null;
  const flags = bytes[3]!;
  let end = FIXED_BYTES;
  if ((flags & FLAGS.extra) !== 0) end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  for (const flag of [FLAGS.name, FLAGS.comment]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, end);
    if (zero < 0) return null;
    end = zero + 1;
  }
  if ((flags & FLAGS.headerCrc) !== 0) end += 2;
  return end;
}

/** Decoded bytes of a gzip file of one member, of which there are at least so many: its last four bytes have them modulo 2^32. */
export async function decodedLength(source: ByteSource, atLeast: number, signal: AbortSignal): Promise<number> {
  const bytes = await source.read(source.size - 4, 4, signal);
  const rest = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return rest + 2 ** 32 * Math.max(0, Math.ceil((atLeast - rest) / 2 ** 32));
}
