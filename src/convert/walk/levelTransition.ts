import { copyBox } from "../../model/copyBox.ts";
import { type DataType, lanes, type PixelArray } from "../../model/dtype.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { indicesBetween, intersectRegions, type Region, sizeOfShape } from "../../model/region.ts";
import type { Resampler } from "../../pyramid/resampler.ts";
import { type BlockGrid, blocksTouching, countBetween } from "../pixels/blockGrid.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";

/** A run of output indices on one axis whose windows all touch the same input blocks. */
type Interval = { start: number; length: number; firstBlock: number; lastBlock: number };

/** A box of the output that waits for more than one input block. */
type WaitingCell = { window: Region; pixels: PixelArray; missing: number };

/**
 * The step from one level to the next while the lower level is still in memory. The output is cut into cells by the input
 * blocks that their windows touch: a cell that needs one block is computed when it arrives; a cell that straddles blocks keeps
 * just the pixels of its window until the last of them came. So every pixel is computed once, whatever the order of arrival and
 * the size of the filter, and what waits is a rim a few pixels wide.
 */
export class LevelTransition {
  readonly #intervals: Interval[][];
  /** Per axis, from block index (minus the axis' first) to the intervals that it takes part in. */
  readonly #intervalsOfBlock: number[][][];
  readonly #firstBlocks: number[];
  readonly #waiting = new Map<string, WaitingCell>();
  readonly #resampler: Resampler;
  readonly #dtype: DataType;
  readonly #deliver: (region: Region, pixels: PixelArray) => Promise<void>;
  #bytes = 0;

  constructor(
    resampler: Resampler,
    dtype: DataType,
    input: BlockGrid,
    output: Region,
    deliver: (region: Region, pixels: PixelArray) => Promise<void>,
  ) {
    this.#resampler = resampler;
    this.#dtype = dtype;
    this.#deliver = deliver;
    const grid = blocksTouching(input, input.box);
    this.#firstBlocks = grid.first;
    this.#intervals = output.shape.map((_, axis) => intervalsOfAxis(resampler, input, output, axis));
    this.#intervalsOfBlock = this.#intervals.map((intervals, axis) => {
      const lists: number[][] = Array.from({ length: grid.last[axis]! - grid.first[axis]! + 1 }, () => []);
      intervals.forEach((interval, position) => {
        for (let block = interval.firstBlock; block <= interval.lastBlock; block++) {
          lists[block - grid.first[axis]!]!.push(position);
        }
      });
      return lists;
    });
  }

  /** Bytes of windows that wait for more blocks. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  get pendingCells(): number {
    return this.#waiting.size;
  }

  /** Takes an input block; `pixels` holds exactly `region` and may be used again when the promise settles. */
  async push(index: readonly number[], region: Region, pixels: PixelArray): Promise<void> {
    const lists = index.map((block, axis) => this.#intervalsOfBlock[axis]![block - this.#firstBlocks[axis]!]!);
    if (lists.some((list) => list.length === 0)) return;
    for (const choice of indicesBetween(
      lists.map(() => 0),
      lists.map((list) => list.length - 1),
    )) {
      const cell = choice.map((position, axis) => lists[axis]![position]!);
      await this.#pushToCell(cell, region, pixels);
    }
  }

  async #pushToCell(cell: number[], region: Region, pixels: PixelArray): Promise<void> {
    const intervals = cell.map((position, axis) => this.#intervals[axis]![position]!);
    const output: Region = {
      start: intervals.map((interval) => interval.start),
      shape: intervals.map((interval) => interval.length),
    };
    const blocks = countBetween(
      intervals.map((interval) => interval.firstBlock),
      intervals.map((interval) => interval.lastBlock),
    );
    if (blocks === 1) {
      await this.#compute(pixels, region, output);
      return;
    }
    const key = cell.join();
    let waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      const window = this.#resampler.inputRegion(output);
      const size = sizeOfShape(window.shape);
      waiting = { window, pixels: borrowPixels(this.#dtype, size), missing: blocks };
      this.#waiting.set(key, waiting);
      this.#bytes += waiting.pixels.byteLength;
    }
    const part = intersectRegions(waiting.window, region);
    if (part !== null) copyBox(pixels, region, waiting.pixels, waiting.window, part, lanes(this.#dtype));
    waiting.missing--;
    if (waiting.missing > 0) return;
    this.#waiting.delete(key);
    this.#bytes -= waiting.pixels.byteLength;
    await this.#compute(waiting.pixels, waiting.window, output);
    returnPixels(waiting.pixels);
  }

  async #compute(input: PixelArray, inputRegion: Region, output: Region): Promise<void> {
    const target = borrowPixels(this.#dtype, sizeOfShape(output.shape));
    announceWork(input.byteLength);
    this.#resampler.resample(input, inputRegion, target, output);
    await this.#deliver(output, target);
    returnPixels(target);
  }
}

/** Cuts the output's extent on one axis into runs that touch the same input blocks; windows move monotonically. */
function intervalsOfAxis(resampler: Resampler, input: BlockGrid, output: Region, axis: number): Interval[] {
  const from = output.start[axis]!;
  const end = from + output.shape[axis]!;
  const blocksOf = (index: number): [number, number] => {
    const start = output.start.map((value, other) => (other === axis ? index : value));
    const window = resampler.inputRegion({ start, shape: start.map(() => 1) });
    const first = window.start[axis]! - input.origin[axis]!;
    const last = first + window.shape[axis]! - 1;
    const length = input.blockShape[axis]!;
    return [Math.floor(first / length), Math.floor(last / length)];
  };
  const intervals: Interval[] = [];
  let start = from;
  while (start < end) {
    const [firstBlock, lastBlock] = blocksOf(start);
    let low = start;
    let high = end - 1;
    // The last index with the same blocks, by bisection.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [first, last] = blocksOf(middle);
      if (first === firstBlock && last === lastBlock) low = middle;
      else high = middle - 1;
    }
    intervals.push({ start, length: low - start + 1, firstBlock, lastBlock });
    start = low + 1;
  }
  return intervals;
}
