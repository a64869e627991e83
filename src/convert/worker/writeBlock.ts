import { copyBox } from "../../model/copyBox.ts";
import { itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";
import { cutChunks } from "../walk/chunkCutter.ts";
import type { WorkUnit } from "../walk/workUnit.ts";
import { type OpenOutput, wantsStatistics } from "./openOutput.ts";
import { gatherValues } from "./valueHistogram.ts";

/** Writes what a unit owns of a block of a level, chunk by chunk, in the output's type. */
export async function writeBlock(
  opened: OpenOutput,
  unit: WorkUnit,
  level: number,
  region: Region,
  pixels: PixelArray,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const { output, caster } = opened;
  const owned = unit.owned[level - unit.firstLevel]!;
  const bytes = itemSize(output.dtype);
  await cutChunks(
    opened.geometries[level]!,
    owned,
    region,
    output.sourceDtype,
    pixels,
    async (index, chunk, valid, chunkRegion) => {
      const stored = caster === null ? chunk : borrowPixels(output.dtype, sizeOfShape(chunkRegion.shape));
      caster?.cast(chunk, stored);
      if (level === 0) gather(opened, stored, valid, chunkRegion);
      await opened.writers[level]!.writeChunk(index, stored);
      if (stored !== chunk) returnPixels(stored);
      onProgress(sizeOfShape(valid.shape) * bytes);
    },
  );
}

/** Adds a chunk of level 0 to the statistics of its channels, leaving padding out. */
function gather(opened: OpenOutput, chunk: PixelArray, valid: Region, chunkRegion: Region): void {
  const { output, channelAxis, histograms } = opened;
  if (!wantsStatistics(opened)) return;
  const channels = channelAxis < 0 ? 1 : valid.shape[channelAxis]!;
  const isWhole = sizeOfShape(valid.shape) === sizeOfShape(chunkRegion.shape);
  for (let at = 0; at < channels; at++) {
    const channel = channelAxis < 0 ? 0 : valid.start[channelAxis]! + at;
    const target = histograms[channel];
    if (target === undefined) continue;
    if (channels === 1 && isWhole) {
      gatherValues(target, chunk);
      continue;
    }
    const part: Region = {
      start: valid.start.map((from, axis) => (axis === channelAxis ? channel : from)),
      shape: valid.shape.map((length, axis) => (axis === channelAxis ? 1 : length)),
    };
    const values = borrowPixels(output.dtype, sizeOfShape(part.shape));
    copyBox(chunk, chunkRegion, values, part, part, lanes(output.dtype));
    gatherValues(target, values);
    returnPixels(values);
  }
}
