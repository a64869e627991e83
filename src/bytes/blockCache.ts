import { BoundedCache } from "../model/boundedCache.ts";
import type { PixelArray } from "../model/dtype.ts";

/** What a reader's cache of decoded blocks may hold where nobody says more. */
const USUAL_BLOCK_BYTES = 48 * 2 ** 20;
let mostBlockBytes = USUAL_BLOCK_BYTES;

/** Says what the caches of decoded blocks may hold each that this thread makes from now on (the account of a conversion). */
export function limitBlockCaches(bytes: number): void {
  mostBlockBytes = bytes;
}

/** Decoded blocks that a region used only in part: the neighbouring region wants the rest. They must not be changed. */
export type BlockCache = BoundedCache<string, PixelArray>;

/** A cache of decoded blocks, for a reader: of those that a region used in part, of which the next region wants the rest. */
export function createBlockCache<Key, Block extends { readonly buffer: ArrayBufferLike }>(): BoundedCache<Key, Block> {
  return new BoundedCache(mostBlockBytes, ({ buffer }) => buffer.byteLength);
}
