import { ZarrdropError } from "../../../model/errors.ts";
import { damaged } from "../errors.ts";

/** Most bytes that compressed metadata may become: they make a tree of values many times as large. */
const LARGEST = 16 * 2 ** 20;

/**
 * Decompresses a zlib stream of metadata, piece by piece, so that a small file cannot ask for gigabytes. Bytes after
 * the stream are ignored.
 * @throws `corrupt`, `limit`
 */
export async function inflateMetadata(encoded: Uint8Array<ArrayBuffer>, file: string): Promise<Uint8Array> {
  const reader = new Blob([encoded]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > LARGEST)
        throw new ZarrdropError("limit", `The metadata of ${file} are too long to be read.`, { file });
      pieces.push(value);
    }
  } catch (error) {
    // Implementations complain about bytes after the stream once they have delivered it.
    if (error instanceof ZarrdropError || length === 0) {
      await reader.cancel().catch(() => {});
      throw error instanceof ZarrdropError
        ? error
        : damaged(file, "its metadata cannot be decompressed", String(error));
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
