import * as zarr from "zarrita";
import type { MemorySink } from "../../src/store/memorySink.ts";

type ForeignArray = { bytes: Uint8Array; shape: number[] };

/** An array of a store as zarrita, a foreign reader, sees it: its pixels as bytes in memory's byte order. */
export async function readForeign(sink: MemorySink, path: string): Promise<ForeignArray> {
  return readArray(zarr.root(foreignStore(sink)).resolve(path));
}

/**
 * The levels of the image that zarrita finds at the root of a store, or of all its series, by path; null where it finds no group, or one that is
 * no image. Whatever else fails is thrown.
 */
export async function readForeignImage(sink: MemorySink): Promise<Map<string, ForeignArray> | null> {
  const root = zarr.root(foreignStore(sink));
  const ngff = await readNgff(root);
  if (ngff?.["bioformats2raw.layout"] === undefined) return ngff === null ? null : readLevels(root, ngff);
  const levels = new Map<string, ForeignArray>();
  for (const series of (await readNgff(root.resolve("OME")))?.series ?? []) {
    const place = root.resolve(series);
    for (const [path, level] of (await readLevels(place, (await readNgff(place))!)) ?? []) {
      levels.set(`${series}/${path}`, level);
    }
  }
  return levels;
}

async function readLevels(
  place: zarr.Location<zarr.AsyncReadable>,
  { multiscales: [image] = [] }: Ngff,
): Promise<Map<string, ForeignArray> | null> {
  if (image === undefined) return null;
  const levels = new Map<string, ForeignArray>();
  for (const { path } of image.datasets) levels.set(path, await readArray(place.resolve(path)));
  return levels;
}

/** The metadata of a group; null where there is none. */
async function readNgff(place: zarr.Location<zarr.AsyncReadable>): Promise<Ngff | null> {
  const group = await zarr.open(place, { kind: "group" }).catch((thrown: unknown) => {
    if (thrown instanceof zarr.NotFoundError) return null;
    throw thrown;
  });
  // NGFF: what is looked for stands there or does not.
  const attributes = group?.attrs as ({ ome?: Ngff } & Ngff) | undefined;
  return attributes?.ome ?? attributes ?? null;
}

type Ngff = {
  multiscales?: { datasets: { path: string }[] }[];
  series?: string[];
  "bioformats2raw.layout"?: number;
};

function foreignStore(sink: MemorySink): zarr.AsyncReadable {
  const fileAt = (key: string): Uint8Array | undefined => sink.files.get(key.slice(1));
  return {
    get: async (key) => fileAt(key),
    getRange: async (key, range) =>
      "suffixLength" in range
        ? fileAt(key)?.slice(-range.suffixLength)
        : fileAt(key)?.slice(range.offset, range.offset + range.length),
  };
}

async function readArray(location: zarr.Location<zarr.AsyncReadable>): Promise<ForeignArray> {
  const array = await zarr.open(location, { kind: "array" });
  const { data, shape } = await zarr.get(array);
  // Typed arrays for numbers, a BoolArray over a buffer for bool.
  const view = data as unknown as { buffer: ArrayBuffer; byteOffset: number; byteLength: number };
  return { bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength), shape };
}
