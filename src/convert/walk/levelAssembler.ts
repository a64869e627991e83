import { copyBox } from "../../model/copyBox.ts";
import { type DataType, lanes, type PixelArray } from "../../model/dtype.ts";
import { indicesBetween, intersectRegions, type Region, sizeOfShape } from "../../model/region.ts";
import { type BlockGrid, blockRegion, blocksTouching } from "../pixels/blockGrid.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";

/** What happens with a block once all its pixels are there. `pixels` may be used only until the promise settles. */
export type BlockHandler = (index: number[], region: Region, pixels: PixelArray) => Promise<void>;

/**
 * Gathers the boxes of one level, in whatever order and cut they arrive, into the blocks of a grid, and hands each block on
 * when it is whole. Every pixel must arrive exactly once. Memory: the blocks that are begun and not whole.
 */
export class LevelAssembler {
  readonly #begun = new Map<string, { index: number[]; region: Region; pixels: PixelArray; missing: number }>();
  readonly #grid: BlockGrid;
  readonly #dtype: DataType;
  readonly #handler: BlockHandler;
  #bytes = 0;

  constructor(grid: BlockGrid, dtype: DataType, handler: BlockHandler) {
    this.#grid = grid;
    this.#dtype = dtype;
    this.#handler = handler;
  }

  /** Bytes of blocks that are begun and not whole. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  /** Number of blocks that are begun and not whole: 0 at the end of a unit. */
  get pendingBlocks(): number {
    return this.#begun.size;
  }

  /** Takes a box of pixels; the buffer belongs to the caller again when the promise settles. */
  async deliver(region: Region, pixels: PixelArray): Promise<void> {
    const { first, last } = blocksTouching(this.#grid, region);
    for (const index of indicesBetween(first, last)) {
      const block = blockRegion(this.#grid, index);
      const part = intersectRegions(block, region);
      if (part === null) continue;
      const partSize = sizeOfShape(part.shape);
      if (partSize === sizeOfShape(block.shape) && partSize === sizeOfShape(region.shape)) {
        await this.#handler(index, block, pixels);
        continue;
      }
      await this.#add(index, block, part, partSize, region, pixels);
    }
  }

  async #add(
    index: number[],
    block: Region,
    part: Region,
    partSize: number,
    region: Region,
    pixels: PixelArray,
  ): Promise<void> {
    const key = index.join();
    let entry = this.#begun.get(key);
    if (entry === undefined) {
      const size = sizeOfShape(block.shape);
      entry = { index, region: block, pixels: borrowPixels(this.#dtype, size), missing: size };
      this.#begun.set(key, entry);
      this.#bytes += entry.pixels.byteLength;
    }
    copyBox(pixels, region, entry.pixels, block, part, lanes(this.#dtype));
    entry.missing -= partSize;
    if (entry.missing > 0) return;
    this.#begun.delete(key);
    this.#bytes -= entry.pixels.byteLength;
    await this.#handler(entry.index, entry.region, entry.pixels);
    returnPixels(entry.pixels);
  }
}
