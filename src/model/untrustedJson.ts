import { ZarrdropError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Refuses JSON that would take far more memory than it has bytes, or that is nested so deeply that whoever walks
 * through it ends at the engine's stack: each of its values is an object of the engine, and 60 MB of `[],[],…` become a
 * gigabyte. Counted are the signs before which or after which a value stands; those inside texts count as values too,
 * which makes no difference to honest metadata.
 * @throws `limit`
 */
export function checkJsonSize(bytes: Uint8Array, file: string): void {
  if (bytes.length <= LIMITS.jsonDepth) return;
  if (bytes.length > LIMITS.jsonBytes) throw tooLarge(file, `${bytes.length} bytes`);
  let values = 0;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) isText = !isText;
    else if (byte === BACKSLASH && isText) at++;
    else if (byte === COMMA) values++;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      values++;
      if (!isText && ++depth > LIMITS.jsonDepth) throw tooLarge(file, `more than ${LIMITS.jsonDepth} levels`);
    } else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && !isText) depth--;
  }
  if (values > LIMITS.jsonValues) throw tooLarge(file, `${bytes.length} bytes, ${values} values`);
}

function tooLarge(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("limit", `${file} is too large to be metadata.`, { file, technical });
}

/** Levels of a value that are shown. */
const SHOWN_DEPTH = 8;

/**
 * A value of such JSON in a sentence: as JSON, cut after `most` characters. Unlike the language's own ways it takes no longer for what is not
 * shown, and no member of the value ("toString") can have a say in it. What JSON has no word for is "nothing".
 */
export function shortJson(value: unknown, most = 80): string {
  let text = "";
  const write = (part: unknown, depth: number): void => {
    if (text.length > most) return;
    if (typeof part === "string") text += JSON.stringify(part.slice(0, most + 1));
    else if (typeof part === "bigint") text += part;
    else if (typeof part !== "object" || part === null) text += JSON.stringify(part) ?? "nothing";
    else if (depth >= SHOWN_DEPTH) text += "…";
    else if (Array.isArray(part)) writeAll("[", part, "]", (item) => write(item, depth + 1));
    else {
      writeAll("{", Object.keys(part), "}", (name) => {
        text += `${JSON.stringify(name.slice(0, most + 1))}:`;
        // Listed just now.
        write((part as Record<string, unknown>)[name], depth + 1);
      });
    }
  };
  function writeAll<T>(open: string, items: readonly T[], close: string, writeOne: (item: T) => void): void {
    text += open;
    for (const [index, item] of items.entries()) {
      if (text.length > most) return;
      if (index > 0) text += ",";
      writeOne(item);
    }
    text += close;
  }
  write(value, 0);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A name in such JSON, where it is a text, cut after `most` characters; anything else as JSON. For sentences. */
export function nameInJson(value: unknown, most = 80): string {
  if (typeof value !== "string") return shortJson(value, most);
  return value.length > most ? `${value.slice(0, most - 1)}…` : value;
}

/** A JSON object of unknown members. */
export type JsonObject = Record<string, unknown>;

/** A plain JSON object, as opposed to an array, a text or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
