import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { ABSENT, type Entries } from "../container/entries.ts";

/** A dimension of a scene beside x, y and samples. */
export type OuterAxis = {
  /** Lower case, as in `SceneDescription.axes`. */
  letter: string;
  /** Coordinate of index 0. */
  start: number;
  length: number;
};

/**
 * The order of a scene's axes, slowest first, as BioIO's reader has it: view, block, phase, illumination, rotation, time, channel,
 * section. Dimensions of other letters come before them.
 */
const ORDER = "vbhirtcz";

/** These stay with length 1 too. */
const ALWAYS_KEPT = "tcz";

/**
 * The axes that the given entries span. A dimension that none of them has is left out; one of the less usual ones also where it has only one
 * value.
 */
export function outerAxes(entries: Entries, members: Iterable<number>): OuterAxis[] {
  const ranges = [...entries.coordinates]
    .filter(([letter]) => letter !== "S")
    .map(([letter, column]) => ({ letter: letter.toLowerCase(), column, first: Infinity, last: -Infinity }));
  for (const index of members) {
    for (const range of ranges) {
      const value = range.column[index]!;
      if (value === ABSENT) continue;
      if (value < range.first) range.first = value;
      if (value > range.last) range.last = value;
    }
  }
  return ranges
    .filter(({ letter, first, last }) => first < last || (first === last && ALWAYS_KEPT.includes(letter)))
    .map(({ letter, first, last }) => ({ letter, start: first, length: last - first + 1 }))
    .sort((a, b) => rankOf(a.letter) - rankOf(b.letter));
}

function rankOf(letter: string): number {
  const rank = ORDER.indexOf(letter);
  return rank < 0 ? letter.charCodeAt(0) - 0x80 : rank;
}

/** Numbers the planes of a scene in C order of its outer axes. */
export class PlaneKeys {
  readonly axes: readonly OuterAxis[];
  readonly #strides: number[];
  readonly #columns: (Int32Array | undefined)[];
  readonly #count: number;

  /** @throws `limit` for more planes than can be counted */
  constructor(axes: readonly OuterAxis[], entries: Entries, file: string) {
    this.axes = axes;
    this.#strides = axes.map(() => 1);
    let count = 1;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      this.#strides[axis] = count;
      count *= axes[axis]!.length;
    }
    if (count > LIMITS.sceneValues) {
      throw new ZarrdropError("limit", `${file} claims to hold more planes than can be counted.`, { file });
    }
    this.#count = count;
    this.#columns = axes.map(({ letter }) => entries.coordinates.get(letter.toUpperCase()));
  }

  /** The plane of an entry. A dimension that the entry lacks counts as the first value. */
  ofEntry(index: number): number {
    let key = 0;
    for (let axis = 0; axis < this.axes.length; axis++) {
      const value = this.#columns[axis]?.[index] ?? ABSENT;
      if (value !== ABSENT) key += (value - this.axes[axis]!.start) * this.#strides[axis]!;
    }
    return key;
  }

  /** The indices along the axes of a plane. */
  indicesOf(key: number): number[] {
    let rest = key;
    return this.#strides.map((stride) => {
      const index = Math.floor(rest / stride);
      rest -= index * stride;
      return index;
    });
  }

  /**
   * The first plane from `key` on that lies in a box over the axes, or null. Lets a reader go from stored plane to stored plane: a file
   * may claim far more planes than it stores.
   */
  firstInside(key: number, start: readonly number[], shape: readonly number[]): number | null {
    if (key >= this.#count) return null;
    const index = this.indicesOf(key);
    const last = index.length - 1;
    for (let axis = 0; axis <= last; axis++) {
      if (index[axis]! >= start[axis]! && index[axis]! < start[axis]! + shape[axis]!) continue;
      let carried = axis;
      if (index[axis]! >= start[axis]! + shape[axis]!) {
        // Beyond the box on this axis: one further on the axis before it, where that stays inside.
        carried--;
        while (carried >= 0 && index[carried]! + 1 >= start[carried]! + shape[carried]!) carried--;
        if (carried < 0) return null;
        index[carried]!++;
        carried++;
      }
      for (let inner = carried; inner <= last; inner++) index[inner] = start[inner]!;
      break;
    }
    return index.reduce((sum, value, axis) => sum + value * this.#strides[axis]!, 0);
  }
}
