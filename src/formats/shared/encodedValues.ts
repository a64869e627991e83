import { MemorySource } from "../../bytes/memorySource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { loadBzip2Decompressor } from "../../codecs/bzip2.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { largestHonestBlock } from "../../model/limits.ts";
import { InflatedSource } from "./inflatedSource.ts";
import { textValues } from "./textValues.ts";

/** How the values of a file are written; `text` is numbers apart from each other, `hex` two digits for each byte. */
export type ValueEncoding = "raw" | "gzip" | "zlib" | "bzip2" | "hex" | "text";

/** What is known of the values. `bytes`: how many there are at least, what is skipped before them included. */
export type ExpectedValues = { bytes: number; dtype: DataType };

/** What must be decoded as a whole is held, so that there must not be more of it. */
const MOST_HELD_BYTES = 64 * 2 ** 20;

/**
 * The values of a file as they are in memory (text and hexadecimal digits little-endian), to be read at any place.
 * @throws `corrupt`; `limit` for text and bzip2 that are too large to be held
 */
export async function decodedValues(
  source: ByteSource,
  encoding: ValueEncoding,
  expected: ExpectedValues,
  signal: AbortSignal,
): Promise<ByteSource> {
  if (encoding === "raw") return source;
  if (encoding === "gzip" || encoding === "zlib") return new InflatedSource(source, encoding);
  if (source.size > MOST_HELD_BYTES || expected.bytes > MOST_HELD_BYTES) {
    throw new ZarrdropError("limit", `${source.name} is too large for the way in which its values are written.`, {
      advice: "Write it raw, or compressed with gzip.",
    });
  }
  const encoded = await source.read(0, source.size, signal);
  switch (encoding) {
    case "bzip2": {
      const decompressor = await loadBzip2Decompressor();
      const atMost = Math.min(MOST_HELD_BYTES, largestHonestBlock(encoded.length));
      return new MemorySource(source.name, decompressor.decode(encoded, { atMost }));
    }
    case "hex":
      return new MemorySource(source.name, hexBytes(encoded));
    case "text":
      return new MemorySource(source.name, textValues(encoded, expected));
  }
}

/** Compressed files of one image: each has a decoder of its own. */
const MOST_COMPRESSED = 4;

/** Refuses an image in many compressed files. */
export function refuseManyCompressed(encoding: ValueEncoding, files: number): void {
  if (encoding === "raw" || files <= MOST_COMPRESSED) return;
  throw new ZarrdropError("unsupported-feature", `The image is in ${files} compressed files, which is not read.`, {
    advice: "Write it into one file, or without compression.",
  });
}

/** Digits may be apart. */
function hexBytes(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length >> 1);
  let digits = 0;
  for (const code of text) {
    const digit = digitOf(code);
    if (digit < 0) continue;
    bytes[digits >> 1] = (bytes[digits >> 1]! << 4) | digit;
    digits++;
  }
  return bytes.subarray(0, digits >> 1);
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code & ~32;
  return letter >= 65 && letter <= 70 ? letter - 55 : -1;
}
