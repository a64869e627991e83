import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { checkJsonSize, isObject, type JsonObject } from "../../model/untrustedJson.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Hands over the members of a JSON document one by one, as far as they are objects: a list of 10,000 planes is never in memory as a
 * whole, and one that ends early, because the acquisition did, is read as far as it goes. True if it was read to its end.
 * @throws `limit`
 */
export function eachEntry(bytes: Uint8Array, file: string, take: (key: string, value: JsonObject) => void): boolean {
  let depth = 0;
  let entries = 0;
  let quote = -1;
  let key: [start: number, end: number] = [0, 0];
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (quote >= 0) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        if (depth === 1) key = [quote, at + 1];
        quote = -1;
      }
    } else if (byte === QUOTE) quote = at;
    else if (byte === OPEN_OBJECT) {
      if (depth++ === 1) start = at;
    } else if (byte === CLOSE_OBJECT && --depth <= 1) {
      if (depth < 1) return depth === 0;
      if (++entries > LIMITS.jsonValues) {
        throw new ZarrdropError("limit", `${file} lists too many images.`, { file });
      }
      const text = bytes.subarray(start, at + 1);
      checkJsonSize(text, file);
      const name = parsed(bytes.subarray(...key));
      const value = parsed(text);
      if (typeof name !== "string" || !isObject(value)) return false;
      take(name, value);
    }
  }
  return false;
}

/** What a text in JSON says; undefined where it is damaged. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
