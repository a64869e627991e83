import { allocatePixels, lanes } from "../../src/model/dtype.ts";
import type { SceneDescription } from "../../src/model/image.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { openSample } from "./openSample.ts";
import type { OracleRow } from "./oracleRows.ts";
import { readScene, SceneHashes } from "./sceneHashes.ts";

/** Tiles of one scene as an axis m before the others. */
export type TileStack = { scene: SceneDescription; pixels: SceneHashes };

/** Whether a reader leaves the tiles of mosaics apart, along an axis M. */
export function isTileByTile(row: OracleRow): boolean {
  return row.scenes.some((scene) => scene.axes?.includes("M") === true);
}

/**
 * A file's tiles (`mosaic: "tiles"`) as such a reader has them, one stack per scene of the row. Null if there are other tiles than in
 * the row.
 */
export async function tileStacks(path: string, row: OracleRow, signal: AbortSignal): Promise<TileStack[] | null> {
  const reader = await openSample(path, signal, { mosaic: "tiles" });
  try {
    const stacks: TileStack[] = [];
    let next = 0;
    for (const { axes, shape } of row.scenes) {
      const along = axes?.indexOf("M") ?? -1;
      const count = along < 0 ? 1 : shape[along]!;
      const indexes = Array.from({ length: count }, (_, index) => next + index);
      next += count;
      const stack = await stackOf(reader, indexes, signal);
      if (stack === null) return null;
      stacks.push(stack);
    }
    return next === reader.description.scenes.length ? stacks : null;
  } finally {
    reader.close();
  }
}

async function stackOf(
  reader: ImageReader,
  indexes: readonly number[],
  signal: AbortSignal,
): Promise<TileStack | null> {
  const tiles = indexes.map((index) => reader.description.scenes[index]);
  const [first] = tiles;
  if (first === undefined) return null;
  const isAlike = tiles.every((tile) => tile?.dtype === first.dtype && tile.shape.join() === first.shape.join());
  if (!isAlike) return null;
  const size = sizeOfShape(first.shape) * lanes(first.dtype);
  const pixels = allocatePixels(first.dtype, sizeOfShape(first.shape) * tiles.length);
  for (const [position, index] of indexes.entries()) {
    // Both are arrays of the scenes' one type.
    (pixels as Uint8Array).set((await readScene(reader, index, signal)) as Uint8Array, position * size);
  }
  const scene: SceneDescription = {
    ...first,
    axes: ["m", ...first.axes],
    shape: [tiles.length, ...first.shape],
    scale: [null, ...first.scale],
    units: [null, ...first.units],
  };
  return { scene, pixels: new SceneHashes(scene, pixels) };
}
