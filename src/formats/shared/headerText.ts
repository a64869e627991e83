import { SliceSource } from "../../bytes/sliceSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** What is read first; honest headers fit. */
const FIRST_BYTES = 64 * 1024;
const MOST_BYTES = 4 * 2 ** 20;

/**
 * The text with which a file begins, up to and with what `last` finds, and where that ends. A file without such an end is text as a whole.
 * @throws `corrupt` for a header that does not end
 */
export async function readHeaderText(
  source: ByteSource,
  last: RegExp,
  signal: AbortSignal,
): Promise<{ text: string; bytes: number }> {
  for (const length of [FIRST_BYTES, MOST_BYTES]) {
    const bytes = await source.read(0, Math.min(length, source.size), signal);
    // One character for each byte, so that places are the same in both.
    const text = new TextDecoder("latin1").decode(bytes);
    const found = last.exec(text);
    if (found !== null) {
      const end = found.index + found[0].length;
      return { text: utf8(bytes.subarray(0, end)), bytes: end };
    }
    if (source.size <= length) return { text: utf8(bytes), bytes: source.size };
  }
  throw new ZarrdropError("corrupt", `${source.name} has a header that does not end.`);
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Bytes of a file behind its first lines. */
export async function afterLines(source: ByteSource, lines: number, signal: AbortSignal): Promise<ByteSource> {
  if (lines === 0) return source;
  const bytes = await source.read(0, Math.min(MOST_BYTES, source.size), signal);
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw new ZarrdropError("corrupt", `${source.name} has fewer lines than its header says.`);
    at = end + 1;
  }
  return new SliceSource(source, at, source.size - at, source.name);
}
