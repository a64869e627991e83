import type { FileOpener } from "../bytes/source.ts";
import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { checkJsonSize, isObject, type JsonObject } from "../model/untrustedJson.ts";
import { openStored } from "./openStored.ts";

/**
 * The JSON object in a file, or null if there is no such file.
 * @throws `corrupt` for anything but an object, `limit`, those of `openStored`
 */
export async function readJson(directory: FileOpener, path: string, signal: AbortSignal): Promise<JsonObject | null> {
  const bytes = await readBytes(directory, path, signal);
  if (bytes === null) return null;
  checkJsonSize(bytes, path);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damagedMetadata(path, error instanceof Error ? error.message : "not JSON");
  }
  if (!isObject(value)) throw damagedMetadata(path, "not an object");
  return value;
}

/**
 * The text in a file, or null if there is no such file.
 * @throws `limit`, those of `openStored`
 */
export async function readText(directory: FileOpener, path: string, signal: AbortSignal): Promise<string | null> {
  const bytes = await readBytes(directory, path, signal);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

async function readBytes(directory: FileOpener, path: string, signal: AbortSignal): Promise<Uint8Array | null> {
  const source = await openStored(directory, path);
  if (source === null) return null;
  if (source.size > LIMITS.jsonBytes) {
    throw new ZarrdropError("limit", `${path} is too long to be read.`, { file: path });
  }
  return source.read(0, source.size, signal);
}

/** The member if it is an object, else an empty one. */
export function objectIn(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  return isObject(value) ? value : {};
}

/** The objects in an array member; whatever else is there is left out. */
export function objectsIn(parent: JsonObject, name: string): JsonObject[] {
  const value = parent[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The member if it is a string that is not empty, else null. */
export function textIn(parent: JsonObject, name: string): string | null {
  const value = parent[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The member if it is an array of finite numbers, else null. */
export function numbersIn(parent: JsonObject, name: string): number[] | null {
  const value = parent[name];
  return Array.isArray(value) && value.every((item): item is number => Number.isFinite(item)) ? value : null;
}

/** The error for Zarr metadata that contradict the specification; `path` is a file of metadata, or the array or group that they are of. */
export function damagedMetadata(path: string, technical: string): ZarrdropError {
  const isFile = /(?:^|\/)(?:zarr\.json|\.z(?:array|group|attrs|metadata))$/.test(path);
  const what = path === "" ? "The metadata of the store are" : `The metadata of the store's part ${path} are`;
  const message = isFile ? `The metadata file ${path} is damaged.` : `${what} damaged.`;
  return new ZarrdropError("corrupt", message, path === "" ? { technical } : { file: path, technical });
}
