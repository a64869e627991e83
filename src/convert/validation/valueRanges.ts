import { type DataType, isComplex, type PixelArray } from "../../model/dtype.ts";
import { decodeHalfs } from "../../model/float16.ts";
import { intersectRegions, type Region, stridesOfShape, wholeRegion } from "../../model/region.ts";

/** Smallest and largest finite value that was seen. */
export type ValueRange = { min: number; max: number };

/** The ranges of an array's channels, from the chunks that were decoded. */
export class ValueRanges {
  readonly #shape: readonly number[];
  readonly #dtype: DataType;
  readonly #channelAxis: number | null;
  readonly #ranges = new Map<number, ValueRange>();

  constructor(shape: readonly number[], dtype: DataType, channelAxis: number | null) {
    this.#shape = shape;
    this.#dtype = dtype;
    this.#channelAxis = channelAxis;
  }

  /** Adds a chunk (C order); what hangs over the end of the array does not count. */
  add(pixels: PixelArray, box: Region): void {
    const part = intersectRegions(box, wholeRegion(this.#shape));
    if (part === null || isComplex(this.#dtype)) return;
    const values = this.#dtype === "float16" && pixels instanceof Uint16Array ? decodeHalfs(pixels) : pixels;
    const strides = stridesOfShape(box.shape);
    const last = part.shape.length - 1;
    const length = part.shape[last] ?? 1;
    const at = [...part.start];
    for (;;) {
      const offset = at.reduce((sum, position, axis) => sum + (position - box.start[axis]!) * strides[axis]!, 0);
      if (this.#channelAxis === last) {
        for (let element = 0; element < length; element++) {
          this.#addRow(part.start[last]! + element, values, offset + element, 1);
        }
      } else this.#addRow(this.#channelAxis === null ? 0 : at[this.#channelAxis]!, values, offset, length);
      let axis = last - 1;
      while (axis >= 0 && ++at[axis]! >= part.start[axis]! + part.shape[axis]!) {
        at[axis] = part.start[axis]!;
        axis--;
      }
      if (axis < 0) return;
    }
  }

  /** Null: nothing was seen of the channel. */
  of(channel: number): ValueRange | null {
    return this.#ranges.get(channel) ?? null;
  }

  #addRow(channel: number, values: PixelArray, from: number, length: number): void {
    let { min, max } = this.#ranges.get(channel) ?? { min: Infinity, max: -Infinity };
    for (let at = from; at < from + length; at++) {
      const value = Number(values[at]);
      // Comparisons leave NaN out by themselves.
      if (value < min && value !== -Infinity) min = value;
      if (value > max && value !== Infinity) max = value;
    }
    if (min <= max) this.#ranges.set(channel, { min, max });
  }
}
