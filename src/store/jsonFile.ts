import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { checkJsonSize, isObject } from "../model/untrustedJson.ts";
import type { StoreReader } from "./sink.ts";

const encoder = new TextEncoder();
// Bad UTF-8 is an error: a torn file must not pass for text.
const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON as the reference writes it: indented by two. Key order is that of the object. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value, null, 2));
}

/**
 * The JSON value in a file of a store, or null when the file is missing or empty.
 * @throws `corrupt` when it is not JSON, `limit` when it is larger than any metadata can be
 */
export async function readJson(sink: StoreReader, path: string): Promise<unknown> {
  const size = await sink.size(path);
  if (size === null || size === 0) return null;
  if (size > LIMITS.jsonBytes) {
    throw new ZarrdropError("limit", `${path} is too large to be metadata (${size} bytes).`, { file: path });
  }
  const bytes = await sink.read(path);
  if (bytes === null) return null;
  checkJsonSize(bytes, path);
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new ZarrdropError("corrupt", `${path} is damaged: it is not valid JSON.`, { file: path }, cause);
  }
}

/** The same value with the keys of all objects in alphabetical order, to be compared as text. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortedKeys(value[key])]));
}
