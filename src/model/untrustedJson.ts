import { ZarrdropError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;

/**
 * Refuses JSON that would take far more memory than it has bytes: each of its values is an object of the engine, and 60 MB of `[],[],…`
 * become a gigabyte. Counted are the signs before which or after which a value stands; those inside texts count too, which makes no
 * difference to honest metadata. Errors: `limit`.
 */
export function checkJsonSize(bytes: Uint8Array, file: string): void {
  let values = 0;
  if (bytes.length <= LIMITS.jsonBytes) {
    if (bytes.length <= LIMITS.jsonValues) return;
    for (const byte of bytes) if (byte === COMMA || byte === OPEN_ARRAY || byte === OPEN_OBJECT) values++;
    if (values <= LIMITS.jsonValues) return;
  }
  throw new ZarrdropError("limit", `${file} is too large to be metadata.`, {
    file,
    technical: `${bytes.length} bytes, ${values} values`,
  });
}
