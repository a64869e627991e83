import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { DEFLATE_WRAPPING, KERNEL_RESULT, type KernelSession } from "./kernel.ts";

/** Decoded bytes that one byte of a deflate stream can stand for at most (258 bytes in 2 bits). */
const LARGEST_RATIO = 1032;
/** First guess of the ratio where nothing states the decoded size; then doubled. */
const USUAL_RATIO = 4;
const SMALLEST_GUESS = 2 ** 16;
/** The shortest gzip member: header 10 bytes, empty stream 2, trailer 8 (checksum, decoded size modulo 2^32). */
const SMALLEST_GZIP = 20;

/**
 * Decodes one raw or zlib stream, or all members of a gzip file, in a kernel session. With a decoded size there is room for
 * just that, and data that needs more is `corrupt`. Without one the room grows, up to what the input's length allows and to
 * `limits.decodedBlockBytes`.
 */
export function inflate(session: KernelSession, wrapping: number, decodedSize?: number): Uint8Array<ArrayBuffer> {
  const { exports, source, length } = session;
  const largest = decodedSize ?? Math.min(length * LARGEST_RATIO, LIMITS.decodedBlockBytes);
  let capacity = decodedSize ?? Math.min(guess(session, wrapping), largest);
  let target = session.allocate(capacity);
  let filled = 0;
  let at = 0;
  for (;;) {
    const size = exports.inflate_decode(source + at, length - at, target + filled, capacity - filled, wrapping);
    if (size === KERNEL_RESULT.noSpace && capacity < largest) {
      const before = target;
      capacity = Math.min(capacity * 2, largest);
      target = session.allocate(capacity);
      new Uint8Array(exports.memory.buffer).copyWithin(target, before, before + filled);
      session.free(before);
      continue;
    }
    if (size === KERNEL_RESULT.noSpace && largest === LIMITS.decodedBlockBytes) throw tooLarge();
    filled += session.check(size);
    at += exports.inflate_consumed();
    if (wrapping !== DEFLATE_WRAPPING.gzip || onlyPadding(session, at)) return session.take(target, filled);
  }
}

/** Room to begin with: what a gzip file of one member says at its end, or the usual ratio. */
function guess({ exports, source, length }: KernelSession, wrapping: number): number {
  const usual = Math.max(length * USUAL_RATIO, SMALLEST_GUESS);
  if (wrapping !== DEFLATE_WRAPPING.gzip || length < SMALLEST_GZIP) return usual;
  return Math.max(new DataView(exports.memory.buffer).getUint32(source + length - 4, true), 1);
}

/** Whether no further gzip member can follow: zero padding is legal there. */
function onlyPadding({ exports, source, length }: KernelSession, at: number): boolean {
  return new Uint8Array(exports.memory.buffer, source + at, length - at).every((byte) => byte === 0);
}

function tooLarge(): ZarrdropError {
  return new ZarrdropError(
    "limit",
    `A block of deflated data is larger than ${LIMITS.decodedBlockBytes / 2 ** 20} MiB.`,
  );
}
