import type { PixelArray } from "../../model/dtype.ts";
import type { TiffPage } from "./page.ts";

/** Decoded blocks that a region used only in part: the neighbouring region wants the rest. Bounded; the oldest go first. */
export class BlockCache {
  readonly #capacity: number;
  #bytes = 0;
  /** Insertion order is the order of use. */
  readonly #blocks = new Map<string, PixelArray>();

  /** `capacity` in bytes. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(page: TiffPage, block: number): PixelArray | undefined {
    const key = keyOf(page, block);
    const pixels = this.#blocks.get(key);
    if (pixels === undefined) return undefined;
    this.#blocks.delete(key);
    this.#blocks.set(key, pixels);
    return pixels;
  }

  /** Keeps a block, unless it alone would fill half of the cache. The pixels must not be changed afterwards. */
  put(page: TiffPage, block: number, pixels: PixelArray): void {
    if (pixels.byteLength > this.#capacity / 2) return;
    const key = keyOf(page, block);
    if (this.#blocks.has(key)) return;
    this.#blocks.set(key, pixels);
    this.#bytes += pixels.byteLength;
    for (const [oldest, dropped] of this.#blocks) {
      if (this.#bytes <= this.#capacity) return;
      this.#blocks.delete(oldest);
      this.#bytes -= dropped.byteLength;
    }
  }

  clear(): void {
    this.#blocks.clear();
    this.#bytes = 0;
  }
}

/** Numbers for pages: directories of different files may lie at the same offset. */
const pageNumbers = new WeakMap<TiffPage, number>();
let pagesNumbered = 0;

function keyOf(page: TiffPage, block: number): string {
  let number = pageNumbers.get(page);
  if (number === undefined) {
    number = pagesNumbered++;
    pageNumbers.set(page, number);
  }
  return `${number}/${block}`;
}
