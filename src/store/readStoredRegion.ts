import { copyBox } from "../model/copyBox.ts";
import { bytesOfPixels, lanes, type PixelArray } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { intersectRegions, type Region, sizeOfShape } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { boxesTouching, boxRegion, chunkGrid } from "../zarr/chunkGrid.ts";
import { type ChunkReader, openChunkReader } from "./chunkReader.ts";
import type { Sink } from "./sink.ts";

/**
 * Fills `target` (C order, exactly `region`, in the output's type) with a box of a level that was written before: the input of a
 * further stage of a huge plane. What was left out is zero. Errors: `corrupt`, those of the sink, `cancelled`.
 */
export async function readStoredRegion(
  sink: Sink,
  output: OutputPlan,
  levelIndex: number,
  region: Region,
  target: PixelArray,
  signal?: AbortSignal,
): Promise<void> {
  const reader = await openChunkReader(sink, output, levelIndex);
  await readRegion(reader, output, levelIndex, region, target, signal);
}

/** The same with a reader that is open. */
export async function readRegion(
  reader: ChunkReader,
  output: OutputPlan,
  levelIndex: number,
  region: Region,
  target: PixelArray,
  signal?: AbortSignal,
): Promise<void> {
  const perValue = lanes(output.dtype);
  if (target.length !== sizeOfShape(region.shape) * perValue) {
    throw new ZarrdropError("internal", "A buffer does not have the size of the region that is read into it.");
  }
  const level = output.levels[levelIndex]!;
  const grid = chunkGrid(level.shape, level.chunkShape);
  bytesOfPixels(target).fill(0);
  for (const index of boxesTouching(grid, region)) {
    const pixels = await reader.readChunk(index, signal);
    if (pixels === null) continue;
    const chunk = boxRegion(grid, index);
    const common = intersectRegions(chunk, region);
    if (common !== null) copyBox(pixels, chunk, target, region, common, perValue);
  }
}
