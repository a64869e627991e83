import { type Array as ZarritaArray, type DataType, type Group, open, type Readable, root } from "zarrita";
import { sizeOfShape, stridesOfShape } from "../../model/region.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { Sink } from "../sink.ts";
import type { ArrayView, MetadataReader } from "./arrayView.ts";
import { sinkStore } from "./sinkStore.ts";
import { registerCodecs } from "./zarritaCodecs.ts";

/** As package.json pins it. */
export const ZARRITA_VERSION = "0.7.5";

/** Zarrita, a reader of Zarr that others wrote and other viewers are built on, over our codecs. */
export const zarritaReader: MetadataReader = {
  name: `zarrita ${ZARRITA_VERSION}`,
  async openArray(sink, path, _, signal) {
    registerCodecs();
    return viewOf(await open(root(sinkStore(sink)).resolve(path), { kind: "array", signal }));
  },
};

/**
 * The attributes of a group of a store; "": of the group that the store is.
 * @throws zarrita's own where it is none
 */
export async function readAttributes(sink: Sink, path: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const place = root(sinkStore(sink));
  const group: Group<Readable> = await open(path === "" ? place : place.resolve(path), { kind: "group", signal });
  return group.attrs;
}

function viewOf(array: ZarritaArray<DataType>): ArrayView {
  const { shape, chunks, dtype, fillValue, dimensionNames } = array;
  const strides = stridesOfShape(chunks).join();
  return {
    shape,
    chunkShape: chunks,
    dtype,
    fillsWithZero: Object.is(fillValue, 0) || fillValue === 0n || fillValue === false,
    dimensionNames: dimensionNames ?? null,
    async readChunk(chunkIndex, signal) {
      const { data, stride } = await array.getChunk([...chunkIndex], signal === undefined ? {} : { signal });
      if (stride.join() !== strides) throw new ZarrdropError("corrupt", "The axes of a chunk are in another order.");
      // All types that are no text are views of a buffer: typed arrays, and zarrita's own for bool.
      const view = data as unknown as { buffer: ArrayBuffer; byteOffset: number; byteLength: number };
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      if (data.length !== sizeOfShape(chunks)) throw new ZarrdropError("corrupt", "A chunk has another size.");
      return bytes;
    },
  };
}
