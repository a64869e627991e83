import type { ByteDirectory } from "../../bytes/source.ts";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, lanes, type PixelArray } from "../../model/dtype.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { levelArray, levelAsWritten } from "../../store/levelArray.ts";
import { loadChunkEncoder } from "../../zarr/chunkEncoder.ts";
import { ZarrArray } from "../../zarr/zarrArray.ts";

/** Bytes that a conversion would store of a chunk; 0: it holds nothing, and is left out. `region`: what of it lies in the data. */
export async function encodedBytes(
  output: OutputPlan,
  level: number,
  region: Region,
  pixels: PixelArray,
): Promise<number> {
  const { chunkShape } = output.levels[level]!;
  const { offset } = levelGeometries(output)[level]!;
  const start = region.start.map((from, axis) => from - ((from + offset[axis]!) % chunkShape[axis]!));
  const whole = allocatePixels(output.dtype, sizeOfShape(chunkShape));
  copyBox(pixels, region, whole, { start, shape: chunkShape }, region, lanes(output.dtype));
  const encoder = await loadChunkEncoder(levelArray(output, output.levels[level]!));
  announceWork(whole.byteLength);
  return encoder.encode(whole)?.length ?? 0;
}

/**
 * Bytes that chunks take in a store, as the shard's index or the size of the chunk's file says; 0 for what is left out.
 * @throws those of reading the store; `cancelled`
 */
export function storedBytes(
  store: ByteDirectory,
  output: OutputPlan,
  level: number,
  region: Region,
  signal: AbortSignal,
): Promise<number> {
  return new ZarrArray(store, levelAsWritten(output, output.levels[level]!)).storedBytes(region, signal);
}
