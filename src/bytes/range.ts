import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";

/** Bytes `[offset, offset + length)` of a file. */
export type ByteRange = { readonly offset: number; readonly length: number };

/**
 * Refuses a range that is not inside `[0, size)`. Offsets come from the file, so a bad one means a truncated or lying
 * file.
 * @throws `corrupt`; `limit` for a single read larger than any block may be
 */
export function checkRange(name: string, size: number, offset: number, length: number): void {
  const sane = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!sane || offset + length > size) {
    throw new ZarrdropError(
      "corrupt",
      `${name} ends too early: it points to bytes that are not in the file. The file may be cut off or damaged.`,
      { file: name, technical: `range ${offset}+${length} of ${size} bytes` },
    );
  }
  if (length > LIMITS.encodedBlockBytes) {
    throw new ZarrdropError("limit", `${name} asks for ${length} bytes in one piece, which is too much.`, {
      file: name,
      technical: `range ${offset}+${length}`,
    });
  }
}
