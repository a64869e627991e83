import type { Tile } from "./tiles.ts";

/** Tiles by key, of all pictures together, within a number of bytes; the least recently used go first. */
export class TileCache {
  readonly #capacity: number;
  /** The order is that of use. */
  readonly #tiles = new Map<string, Tile>();
  #bytes = 0;

  /** @param capacity bytes of pixels */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Tile | null {
    const tile = this.#tiles.get(key);
    if (tile === undefined) return null;
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    return tile;
  }

  has(key: string): boolean {
    return this.#tiles.has(key);
  }

  put(key: string, tile: Tile): void {
    this.#tiles.set(key, tile);
    this.#bytes += tile.values.byteLength;
    for (const [oldest, old] of this.#tiles) {
      if (this.#bytes <= this.#capacity || oldest === key) return;
      this.#tiles.delete(oldest);
      this.#bytes -= old.values.byteLength;
    }
  }
}
