import { contrastOf, type Contrast } from "./contrast.ts";
import type { Quad } from "./frame.ts";
import type { Tile } from "./tiles.ts";
import type { ViewedImage } from "./viewedImage.ts";

/**
 * Contrasts from what is shown: nothing is read for them. A channel gets one with its first tiles, and again as long as more of its first view
 * comes; what a person set is left alone afterwards.
 */
export class AutoContrast {
  /** Tiles from which each channel's contrast was taken, while more may come. */
  readonly #open = new Map<number, readonly Tile[]>();
  readonly #settled = new Set<number>();

  /** Other pixels are shown from now on. */
  reset(): void {
    this.#open.clear();
    this.#settled.clear();
  }

  /** Measures a channel anew, from what is shown next. */
  again(channel: number): void {
    this.#settled.delete(channel);
    this.#open.delete(channel);
  }

  /** A channel's contrast stays as it is. */
  settle(channel: number): void {
    this.#settled.add(channel);
  }

  /**
   * The contrasts that what is drawn gives.
   * @param isWhole whether all is shown that is wanted
   */
  look(image: ViewedImage, quads: readonly Quad[], isWhole: boolean): { channel: number; contrast: Contrast }[] {
    const shown = new Map<number, Set<Tile>>();
    for (const { index, tile, isLabels } of quads) {
      if (isLabels || this.#settled.has(index)) continue;
      shown.set(index, (shown.get(index) ?? new Set()).add(tile));
    }
    return [...shown].flatMap(([channel, set]) => {
      const tiles = [...set];
      if (isWhole) this.#settled.add(channel);
      const before = this.#open.get(channel) ?? [];
      if (tiles.length === before.length && tiles.every((tile, at) => tile === before[at])) return [];
      this.#open.set(channel, tiles);
      const values = tiles.map((tile) => tile.values);
      return [{ channel, contrast: contrastOf(values, image.output.dtype) }];
    });
  }
}
