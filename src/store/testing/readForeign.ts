import * as zarr from "zarrita";
import type { MemorySink } from "../memorySink.ts";

/** An array of a store as zarrita, a foreign reader, sees it: its pixels as bytes in memory's byte order. */
export async function readForeign(sink: MemorySink, path: string): Promise<{ bytes: Uint8Array; shape: number[] }> {
  const fileAt = (key: string): Uint8Array | undefined => sink.files.get(key.slice(1));
  const store: zarr.AsyncReadable = {
    get: async (key) => fileAt(key),
    getRange: async (key, range) =>
      "suffixLength" in range
        ? fileAt(key)?.slice(-range.suffixLength)
        : fileAt(key)?.slice(range.offset, range.offset + range.length),
  };
  const array = await zarr.open(zarr.root(store).resolve(path), { kind: "array" });
  const { data, shape } = await zarr.get(array);
  // Typed arrays for numbers, a BoolArray over a buffer for bool.
  const view = data as unknown as { buffer: ArrayBuffer; byteOffset: number; byteLength: number };
  return { bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength), shape };
}
