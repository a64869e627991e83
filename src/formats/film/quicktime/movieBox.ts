import { throwIfAborted } from "../../../bytes/abort.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";

/** A film of millions of frames has tables of some ten megabytes. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_BOXES = 100_000;
const HEADER_BYTES = 16;

/**
 * The box that tells of everything in a QuickTime file.
 * @throws `corrupt` without one, `unsupported-feature` for films in fragments, `limit`
 */
export async function readMovieBox(source: ByteSource, signal: AbortSignal): Promise<Cursor> {
  let count = 0;
  for (let position = 0; position + 8 <= source.size;) {
    throwIfAborted(signal);
    if (count++ === MOST_BOXES) throw new ZarrdropError("limit", `${source.name} has too many parts.`);
    const head = await source.read(position, Math.min(HEADER_BYTES, source.size - position), signal);
    const cursor = new Cursor(head, source.name, false);
    const stated = cursor.u32();
    const kind = cursor.ascii(4);
    const size = stated === 1 ? cursor.u64() : stated === 0 ? source.size - position : stated;
    const length = Math.max(size, cursor.position);
    if (kind === "moof") throw new ZarrdropError("unsupported-feature", `${source.name} is a film in fragments.`);
    if (kind === "moov") {
      const start = position + cursor.position;
      const bytes = position + length - start;
      if (bytes > MOST_BYTES) throw new ZarrdropError("limit", `${source.name} has tables that are too long.`);
      return new Cursor(await source.read(start, bytes, signal), source.name, false);
    }
    position += length;
  }
  throw new ZarrdropError("corrupt", `${source.name} does not say what is in it. The file may be cut off.`);
}
