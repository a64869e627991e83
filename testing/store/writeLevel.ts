import { copyBox } from "../../src/model/copyBox.ts";
import { allocatePixels, lanes, type PixelArray } from "../../src/model/dtype.ts";
import { intersectRegions, type Region, sizeOfShape, wholeRegion } from "../../src/model/region.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import { boxesTouching, boxRegion, chunkGrid } from "../../src/zarr/chunkGrid.ts";
import type { LevelWriter } from "../../src/store/levelWriter.ts";

/** Cuts an array into whole, padded chunks and hands them to a writer. `pixels` holds exactly `region` of the level. */
export async function writeLevel(
  writer: LevelWriter,
  output: OutputPlan,
  levelIndex: number,
  pixels: PixelArray,
  region: Region = wholeRegion(output.levels[levelIndex]!.shape),
  order: (chunks: number[][]) => number[][] = (chunks) => chunks,
): Promise<void> {
  const level = output.levels[levelIndex]!;
  const grid = chunkGrid(level.shape, level.chunkShape);
  for (const index of order([...boxesTouching(grid, region)])) {
    const chunk = boxRegion(grid, index);
    const padded = allocatePixels(output.dtype, sizeOfShape(chunk.shape));
    const inside = intersectRegions(chunk, region);
    if (inside !== null) copyBox(pixels, region, padded, chunk, inside, lanes(output.dtype));
    await writer.writeChunk(index, padded);
  }
}
