import { copyBox } from "../../model/copyBox.ts";
import { itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { hullOf, intersectRegions, type Region, sizeOfShape, wholeRegion } from "../../model/region.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Pace } from "../../plan/estimate/storageSample.ts";
import type { Resampler } from "../../pyramid/resampler.ts";
import { boxRegion, type ChunkGrid, chunkGrid } from "../../zarr/chunkGrid.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";
import { createPixelCaster } from "../pixels/castPixels.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import { resamplerTo } from "../pixels/resamplerTo.ts";

/** Bytes of level 0 that one place may read so that level 1 is measured there, too. */
const MOST_BYTES = 16 * 2 ** 20;

/** A whole chunk as it would be encoded, padded with zeros, in borrowed memory (`returnPixels`); `pixelBytes`: what of it lies in the array. */
export type SampledChunk = { level: 0 | 1; pixels: PixelArray; pixelBytes: number };

/** Takes chunks of level 0 of an output, and the chunks of level 1 over them, as the conversion would make them, and notes what that takes. */
export class ChunkSampler {
  readonly grid: ChunkGrid;
  /** Bytes of native blocks that were read, and the time for it. */
  readonly read: Pace = { seconds: 0, bytes: 0 };
  readonly resample: Pace = { seconds: 0, bytes: 0 };
  readonly #output: OutputPlan;
  readonly #source: RegionSource;
  readonly #above: { grid: ChunkGrid; resampler: Resampler } | null;

  constructor(output: OutputPlan, source: RegionSource) {
    this.#output = output;
    this.#source = source;
    const geometries = levelGeometries(output);
    const [first, second] = geometries;
    this.grid = chunkGrid(first!.dataShape, first!.level.chunkShape);
    this.#above =
      second === undefined || sizeOfShape(second.dataShape) === 0
        ? null
        : {
            grid: chunkGrid(second.dataShape, second.level.chunkShape),
            resampler: resamplerTo(1, geometries, output),
          };
  }

  /**
   * The chunk at a place of the grid, and what lies over it.
   * @throws those of the reader; `cancelled`
   */
  async take(place: readonly number[], signal: AbortSignal): Promise<SampledChunk[]> {
    const lower = inside(this.grid, place);
    const above = this.#chunkAbove(lower);
    const box = above === null ? lower : hullOf(lower, above.needed);
    const pixels = await this.#readBox(box, signal);
    const chunks = [this.#chunk(0, pixels, box, lower)];
    if (above !== null) {
      const input = this.#cut(pixels, box, above.needed);
      const made = borrowPixels(this.#output.sourceDtype, sizeOfShape(above.region.shape));
      announceWork(input.byteLength);
      const begun = performance.now();
      this.#above!.resampler.resample(input, above.needed, made, above.region);
      note(this.resample, begun, sizeOfShape(above.needed.shape) * itemSize(this.#output.dtype));
      chunks.push(this.#chunk(1, made, above.region, above.region));
      returnPixels(input);
      returnPixels(made);
    }
    returnPixels(pixels);
    return chunks;
  }

  #chunkAbove(lower: Region): { region: Region; needed: Region } | null {
    if (this.#above === null) return null;
    const { grid, resampler } = this.#above;
    const index = lower.start.map((start, axis) => {
      const middle = (start + lower.shape[axis]! / 2) / this.grid.shape[axis]!;
      return Math.floor(Math.min(grid.shape[axis]! - 1, middle * grid.shape[axis]!) / grid.boxShape[axis]!);
    });
    const region = inside(grid, index);
    const needed = resampler.inputRegion(region);
    const bytes = sizeOfShape(hullOf(lower, needed).shape) * itemSize(this.#output.sourceDtype);
    return bytes > MOST_BYTES ? null : { region, needed };
  }

  async #readBox(box: Region, signal: AbortSignal): Promise<PixelArray> {
    const pixels = borrowPixels(this.#output.sourceDtype, sizeOfShape(box.shape));
    const begun = performance.now();
    await this.#source.read(box, pixels, signal);
    const { blockShape, shape } = this.#source;
    // The conversion reads each native block once, whatever of it lies in one box.
    const blocks = box.shape.map((length, axis) => {
      const block = blockShape[axis]!;
      const start = box.start[axis]!;
      const end = Math.min(shape[axis]!, Math.ceil((start + length) / block) * block);
      return end - Math.floor(start / block) * block;
    });
    note(this.read, begun, sizeOfShape(blocks) * itemSize(this.#output.dtype));
    return pixels;
  }

  #chunk(level: 0 | 1, pixels: PixelArray, box: Region, region: Region): SampledChunk {
    const { sourceDtype, dtype, cast } = this.#output;
    const own = this.#cut(pixels, box, region);
    const typed = cast === "none" ? own : createPixelCaster(sourceDtype, dtype, cast).cast(own);
    const { chunkShape } = this.#output.levels[level]!;
    const isPadded = chunkShape.some((length, axis) => length > region.shape[axis]!);
    const whole = borrowPixels(dtype, sizeOfShape(chunkShape), isPadded);
    copyBox(typed, region, whole, { start: region.start, shape: chunkShape }, region, lanes(dtype));
    returnPixels(own);
    return { level, pixels: whole, pixelBytes: sizeOfShape(region.shape) * itemSize(dtype) };
  }

  #cut(pixels: PixelArray, box: Region, part: Region): PixelArray {
    const { sourceDtype } = this.#output;
    const own = borrowPixels(sourceDtype, sizeOfShape(part.shape));
    copyBox(pixels, box, own, part, part, lanes(sourceDtype));
    return own;
  }
}

/** What of a chunk lies in the array. */
function inside(grid: ChunkGrid, index: readonly number[]): Region {
  return intersectRegions(boxRegion(grid, index), wholeRegion(grid.shape))!;
}

/** Adds what was done since a moment. */
export function note(pace: Pace, begun: number, bytes: number): void {
  pace.seconds += (performance.now() - begun) / 1000;
  pace.bytes += bytes;
}
