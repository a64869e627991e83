import { freeMemory } from "../../bytes/rooms.ts";
import { BoundedCache } from "../../model/boundedCache.ts";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { indicesBetween, intersectRegions, type Region, sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Resampler } from "../../pyramid/resampler.ts";
import { type BlockGrid, blockRegion, blocksTouching } from "./blockGrid.ts";
import { createPixelCaster } from "./castPixels.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import { resamplerTo } from "./resamplerTo.ts";
import type { RegionSource } from "./regionSource.ts";

/** Decoded blocks that one viewed image may keep. */
const CACHE_BYTES = 96 * 2 ** 20;
/** Edge of the blocks in which levels are computed and kept, on the two last axes. */
const BLOCK_EDGE = 512;

/**
 * Any box of any level of a planned output, on demand, before anything is written: the same source, resamplers and cast as the
 * conversion, so the values are those that it writes. Blocks of all levels are kept (least recently used go first).
 */
export class LevelReader {
  readonly #output: OutputPlan;
  readonly #source: RegionSource;
  readonly #grids: BlockGrid[];
  readonly #resamplers: (Resampler | null)[];
  readonly #cache = new BoundedCache<string, { pixels: Promise<PixelArray>; bytes: number }>(
    CACHE_BYTES,
    ({ bytes }) => bytes,
  );
  /** Reads under way. */
  #reads = 0;

  constructor(output: OutputPlan, source: RegionSource) {
    this.#output = output;
    this.#source = source;
    const geometries = levelGeometries(output);
    this.#resamplers = output.levels.map((_, level) => (level === 0 ? null : resamplerTo(level, geometries, output)));
    this.#grids = geometries.map(({ dataShape }, level) => {
      const shape = dataShape.map((length, axis) => (axis === output.time.axis ? output.time.count : length));
      return {
        box: wholeRegion(shape),
        blockShape: shape.map((length, axis) => {
          const edge = axis >= shape.length - 2 ? BLOCK_EDGE : 1;
          // Level 0 in whole native blocks: a plane that is stored as one block is decoded once.
          const native = level === 0 ? source.blockShape[axis]! : 1;
          return Math.max(1, Math.min(length, Math.ceil(edge / native) * native));
        }),
        origin: shape.map(() => 0),
      };
    });
  }

  /**
   * The box (data coordinates: time counted from the first time point taken) in C order and the output's type.
   * @throws those of the reader; `cancelled`; `internal` for a box outside
   */
  async read(level: number, region: Region, signal: AbortSignal): Promise<PixelArray> {
    const grid = this.#grids[level];
    if (grid === undefined || !contains(grid.box, region)) {
      throw new ZarrdropError("internal", `Level ${level} has no box ${JSON.stringify(region)}.`);
    }
    this.#reads++;
    const pixels = await this.#readBox(level, region, signal).finally(() => this.#reads--);
    if (this.#output.cast === "none") return pixels;
    return createPixelCaster(this.#output.sourceDtype, this.#output.dtype, this.#output.cast).cast(pixels);
  }

  /** Forgets the blocks. Their memory is free at once, or when the collector comes if reads under way may still look at it. */
  forget(): void {
    if (this.#reads === 0) {
      for (const { pixels } of this.#cache.values()) {
        void pixels.then((block) => freeMemory(bytesOfPixels(block).buffer)).catch(() => {});
      }
    }
    this.#cache.clear();
  }

  async #readBox(level: number, region: Region, signal: AbortSignal): Promise<PixelArray> {
    const grid = this.#grids[level]!;
    const dtype = this.#output.sourceDtype;
    const target = allocatePixels(dtype, sizeOfShape(region.shape));
    const { first, last } = blocksTouching(grid, region);
    for (const index of indicesBetween(first, last)) {
      if (signal.aborted) throw new ZarrdropError("cancelled", "Stopped.");
      const block = blockRegion(grid, index);
      const pixels = await this.#sharedBlock(level, index, block, signal);
      copyBox(pixels, block, target, region, intersectRegions(block, region)!, lanes(dtype));
    }
    return target;
  }

  /** A block may be under way for somebody else, who then goes away: their cancelling is not ours. */
  async #sharedBlock(level: number, index: number[], region: Region, signal: AbortSignal): Promise<PixelArray> {
    try {
      return await this.#block(level, index, region, signal);
    } catch (thrown) {
      if (signal.aborted || asZarrdropError(thrown).kind !== "cancelled") throw thrown;
      return this.#block(level, index, region, signal);
    }
  }

  #block(level: number, index: number[], region: Region, signal: AbortSignal): Promise<PixelArray> {
    const key = `${level}:${index.join()}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached.pixels;
    const bytes = sizeOfShape(region.shape) * itemSize(this.#output.sourceDtype);
    const pixels = this.#compute(level, region, signal);
    const block = { pixels, bytes };
    this.#cache.hold(key, block);
    pixels.catch(() => {
      if (this.#cache.get(key) === block) this.#cache.delete(key);
    });
    return pixels;
  }

  async #compute(level: number, region: Region, signal: AbortSignal): Promise<PixelArray> {
    const target = allocatePixels(this.#output.sourceDtype, sizeOfShape(region.shape));
    const resampler = this.#resamplers[level];
    if (resampler === null || resampler === undefined) {
      await this.#source.read(region, target, signal);
    } else {
      const needed = resampler.inputRegion(region);
      const input = await this.#readBox(level - 1, needed, signal);
      announceWork(input.byteLength);
      resampler.resample(input, needed, target, region);
    }
    return target;
  }
}

function contains(outer: Region, inner: Region): boolean {
  return inner.start.every(
    (from, axis) =>
      from >= outer.start[axis]! &&
      inner.shape[axis]! > 0 &&
      from + inner.shape[axis]! <= outer.start[axis]! + outer.shape[axis]!,
  );
}
