import { itemSize } from "../../../model/dtype.ts";
import { sizeOfShape } from "../../../model/region.ts";
import { compressionOf } from "../container/compression.ts";
import type { Entries } from "../container/entries.ts";
import type { SceneLayout } from "./sceneLayout.ts";

/** Plain tiles above this size count as rows, of about that size: they can be read singly. */
export const LARGE_PLAIN_TILE_BYTES = 16 * 2 ** 20;

/**
 * The block in which a scene is stored: a tile of one plane. Where the tiles of a mosaic overlap it is the step from tile to tile: of boxes
 * that begin at multiples of it, each needs about one tile, because what lies below another tile is not decoded.
 */
export function nativeBlock(
  layout: SceneLayout,
  entries: Entries,
  axes: readonly string[],
  shape: readonly number[],
): number[] {
  const { base, enlargement, dtype } = layout;
  const width = step(base, entries.x, entries.width, entries.mosaic) * enlargement;
  const height = step(base, entries.y, entries.height, entries.mosaic) * enlargement;
  const block = axes.map((axis, position) => {
    if (axis === "x") return Math.min(shape[position]!, width);
    if (axis === "y") return Math.min(shape[position]!, height);
    return axis === "s" ? shape[position]! : 1;
  });
  const bytes = sizeOfShape(block) * itemSize(dtype);
  const isPlain = base.every((index) => compressionOf(entries.compression[index]!) === "none");
  if (isPlain && bytes > LARGE_PLAIN_TILE_BYTES) {
    const y = axes.indexOf("y");
    block[y] = Math.max(1, Math.floor((block[y]! * LARGE_PLAIN_TILE_BYTES) / bytes));
  }
  return block;
}

/** How many tiles are looked at: the first ones tell. */
const MOST_LOOKED_AT = 4096;

/** The most frequent distance between neighbouring tiles where it is less than a tile, else the tile's most frequent size. */
function step(base: readonly number[], start: Int32Array, size: Int32Array, mosaic: Int32Array): number {
  const looked = base.slice(0, MOST_LOOKED_AT);
  const tile = mostFrequent(looked.map((index) => size[index]!)) ?? 1;
  const byMosaic = [...new Map(looked.map((index) => [mosaic[index]!, start[index]!])).entries()]
    .sort(([a], [b]) => a - b)
    .map(([, at]) => at);
  const distances: number[] = [];
  for (let position = 1; position < byMosaic.length; position++) {
    const distance = Math.abs(byMosaic[position]! - byMosaic[position - 1]!);
    if (distance >= tile / 2 && distance <= tile) distances.push(distance);
  }
  return mostFrequent(distances) ?? tile;
}

function mostFrequent(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  let best: number | null = null;
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (best === null || count > counts.get(best)!) best = value;
  }
  return best;
}
