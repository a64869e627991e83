import { NOT_LOADED, ZarrdropError } from "../model/errors.ts";
import { whileWaiting } from "../model/lifeSigns.ts";

/**
 * The bytes of a binary asset that ships with the program (a wasm module), located by the caller with `new
 * URL("../../…", import.meta.url)`: read from disk in Node, fetched from the page's own origin in a browser or worker.
 * @throws `internal` when the asset is not there, which means that the installation is damaged or half updated
 */
export async function loadWasmBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await whileWaiting("disk", url.protocol === "file:" ? readFromDisk(url) : fetchFromOrigin(url));
  } catch (cause) {
    const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    throw new ZarrdropError(
      "internal",
      `A part of the program (${name}) could not be loaded.`,
      { advice: NOT_LOADED.advice, technical: String(cause) },
      cause,
    );
  }
}

async function readFromDisk(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  // Asked from the process instead of imported: a bundler for a page then has nothing to replace.
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  return new Uint8Array(await readFile(url));
}

async function fetchFromOrigin(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
