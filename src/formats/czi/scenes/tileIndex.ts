import type { Entries } from "../container/entries.ts";
import type { Rectangle } from "./rectangle.ts";

/** A tile as it lies on a level. */
export type PlacedTile = {
  /** Index in `Entries`. */
  entry: number;
  /** On the level's canvas; need not lie inside it. */
  area: Rectangle;
};

/** Where a tile goes: its plane and its place on the canvas. */
export type Placement = { key: number; x: number; y: number; width: number; height: number };

/** One resolution of a scene, in pixels. */
export type Level = { width: number; height: number; tiles: TileIndex };

/** The tiles of one level, found by plane and place. */
export class TileIndex {
  /** Entries, sorted by plane, then from top to bottom; the columns below are parallel. */
  readonly #entry: Uint32Array;
  readonly #key: Float64Array;
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  readonly #width: Int32Array;
  readonly #height: Int32Array;
  readonly #tallest: number;
  readonly #entries: Entries;

  constructor(entries: Entries, members: readonly number[], place: (entry: number) => Placement) {
    const count = members.length;
    const key = new Float64Array(count);
    const y = new Int32Array(count);
    const x = new Int32Array(count);
    const width = new Int32Array(count);
    const height = new Int32Array(count);
    let tallest = 0;
    let isSorted = true;
    for (let at = 0; at < count; at++) {
      const placement = place(members[at]!);
      key[at] = placement.key;
      y[at] = placement.y;
      x[at] = placement.x;
      width[at] = placement.width;
      height[at] = placement.height;
      tallest = Math.max(tallest, placement.height);
      if (at > 0 && (key[at - 1]! > key[at]! || (key[at - 1] === key[at] && y[at - 1]! > y[at]!))) isSorted = false;
    }
    const order = Uint32Array.from({ length: count }, (_, at) => at);
    if (!isSorted) order.sort((a, b) => key[a]! - key[b]! || y[a]! - y[b]! || a - b);
    this.#entries = entries;
    this.#entry = order.map((at) => members[at]!);
    this.#key = inOrder(new Float64Array(count), key, order);
    this.#x = inOrder(new Int32Array(count), x, order);
    this.#y = inOrder(new Int32Array(count), y, order);
    this.#width = inOrder(new Int32Array(count), width, order);
    this.#height = inOrder(new Int32Array(count), height, order);
    this.#tallest = tallest;
  }

  /** The first plane from `key` on that has tiles, or null. */
  nextPlane(key: number): number | null {
    return this.#key[this.#firstFrom(key, -Infinity)] ?? null;
  }

  /** Tiles of a plane that touch an area, the uppermost first: by mosaic index, among equals the later in the file. */
  touching(key: number, area: Rectangle): PlacedTile[] {
    const found: PlacedTile[] = [];
    for (
      let position = this.#firstFrom(key, area.top - this.#tallest + 1);
      this.#key[position] === key && this.#y[position]! < area.bottom;
      position++
    ) {
      const left = this.#x[position]!;
      const top = this.#y[position]!;
      const right = left + this.#width[position]!;
      const bottom = top + this.#height[position]!;
      if (bottom <= area.top || left >= area.right || right <= area.left) continue;
      found.push({ entry: this.#entry[position]!, area: { left, top, right, bottom } });
    }
    const { mosaic } = this.#entries;
    return found.sort((a, b) => mosaic[b.entry]! - mosaic[a.entry]! || b.entry - a.entry);
  }

  /** The first position whose tile is not before a plane and a row. */
  #firstFrom(key: number, row: number): number {
    let from = 0;
    let to = this.#key.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const isBefore = this.#key[middle]! < key || (this.#key[middle] === key && this.#y[middle]! < row);
      if (isBefore) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function inOrder<Column extends Float64Array | Int32Array>(sorted: Column, column: Column, order: Uint32Array): Column {
  for (let at = 0; at < order.length; at++) sorted[at] = column[order[at]!]!;
  return sorted;
}
