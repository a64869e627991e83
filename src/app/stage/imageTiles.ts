import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { BoundedCache } from "../../model/boundedCache.ts";
import { tileReaderFor } from "./tileReader.ts";
import { type TileCache, TileStore } from "./tileStore.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** Bytes of tiles that are kept, of all images together. */
const CAPACITY = 192 * 2 ** 20;

const cache = newTileCache(CAPACITY);
const known = new WeakMap<OpenImage, Map<string, TileStore>>();

/** @param capacity bytes of pixels */
export function newTileCache(capacity: number): TileCache {
  return new BoundedCache(capacity, ({ values }) => values.byteLength);
}

/** The tiles of an image as an output shows it: the same for all who look at the same pixels of it. */
export function tilesOf(reading: ReadingClient, source: OpenImage, image: ViewedImage): TileStore {
  const ofSource = known.get(source) ?? new Map<string, TileStore>();
  known.set(source, ofSource);
  const tiles = ofSource.get(image.pixelKey) ?? new TileStore(tileReaderFor(reading, source, image), cache);
  ofSource.set(image.pixelKey, tiles);
  return tiles;
}
