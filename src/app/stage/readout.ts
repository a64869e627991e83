import type { Point } from "./camera.ts";
import type { Look } from "./frame.ts";
import { TILE_EDGE } from "./tiles.ts";
import type { TileStore } from "./tileStore.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** What lies under the cursor. */
export type Readout = {
  /** Pixel of level 0. */
  x: number;
  y: number;
  /** Value of each visible channel at the level that is shown; null while it is being read. */
  values: { name: string; color: readonly [number, number, number]; value: number | null }[];
};

/** The pixel under a point of the image, or null beside it. */
export function readoutAt(image: ViewedImage, look: Look, point: Point, store: TileStore): Readout | null {
  const x = Math.floor(point.x);
  const y = Math.floor(point.y);
  if (x < 0 || y < 0 || x >= image.size.width || y >= image.size.height) return null;
  const { width, height, factorX, factorY } = image.levels[look.level]!;
  const column = Math.min(width - 1, Math.floor(point.x / factorX));
  const row = Math.min(height - 1, Math.floor(point.y / factorY));
  const place = { level: look.level, column: Math.floor(column / TILE_EDGE), row: Math.floor(row / TILE_EDGE) };
  const values = look.channels.flatMap((channel, index) => {
    if (!channel.isVisible) return [];
    const tile = store.get(place, { channel: index, z: look.z, t: look.t });
    const value = tile === null ? null : tile.values[(row - tile.y) * tile.width + (column - tile.x)]!;
    return [{ name: channel.name, color: channel.color, value }];
  });
  return { x, y, values };
}

/** A pixel value as people read it. */
export function formatValue(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}
