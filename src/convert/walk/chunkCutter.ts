import { copyBox } from "../../model/copyBox.ts";
import { type DataType, lanes, type PixelArray } from "../../model/dtype.ts";
import { indicesBetween, intersectRegions, type Region, sizeOfShape } from "../../model/region.ts";
import { type BlockGrid, blocksTouching } from "../pixels/blockGrid.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";

/**
 * Cuts a block of a level into its chunks and hands each to `visit`, whose buffers are used again afterwards. Chunks outside
 * `owned` are somebody else's.
 */
export async function cutChunks(
  geometry: LevelGeometry,
  owned: Region,
  region: Region,
  dtype: DataType,
  pixels: PixelArray,
  visit: (index: number[], chunk: PixelArray, valid: Region, chunkRegion: Region) => Promise<void>,
): Promise<void> {
  const { chunkShape } = geometry.level;
  const grid: BlockGrid = { box: region, blockShape: chunkShape, origin: geometry.offset.map((offset) => -offset) };
  const part = intersectRegions(region, owned);
  if (part === null) return;
  const { first, last } = blocksTouching(grid, part);
  const chunkSize = sizeOfShape(chunkShape);
  for (const index of indicesBetween(first, last)) {
    const chunkRegion: Region = {
      start: index.map((block, axis) => block * chunkShape[axis]! - geometry.offset[axis]!),
      shape: chunkShape,
    };
    const valid = intersectRegions(chunkRegion, part)!;
    const isWholeBlock = sizeOfShape(valid.shape) === chunkSize && chunkSize === sizeOfShape(region.shape);
    if (isWholeBlock) {
      await visit(index, pixels, valid, chunkRegion);
      continue;
    }
    const chunk = borrowPixels(dtype, chunkSize, sizeOfShape(valid.shape) < chunkSize);
    copyBox(pixels, region, chunk, chunkRegion, valid, lanes(dtype));
    await visit(index, chunk, valid, chunkRegion);
    returnPixels(chunk);
  }
}
