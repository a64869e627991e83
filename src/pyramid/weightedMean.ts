import { isFloat, itemSize, type DataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { Region } from "../model/region.ts";
import type { AxisWeights, WindowTable } from "./axisWeights.ts";
import { is64BitInteger, isBigIntArray, type BigIntArray, type NumberArray } from "./numberArray.ts";
import { forEachRow, type RowSet } from "./rows.ts";

/**
 * Weighted means with integer weights, over any number of axes. Integers are exact, rounded half up (floor(mean + 1/2), for
 * negative means as well); bool is the majority, a half counts as true. Floats are summed in doubles, first over the rows of
 * the window, then along the row; NaN spreads, opposite infinities give NaN.
 */

/** Sums of weighted rows, and a finished output row from them. */
interface RowSummer {
  addRow(offset: number, weight: number, isFirst: boolean): void;
  finishRow(windows: WindowTable, targetOffset: number): void;
}

type Job<Pixels> = { input: Pixels; target: Pixels; span: number; total: number };

/** Largest total weight: with it a one-bit limb still adds exactly (`limbBits`). */
const LARGEST_TOTAL = 2 ** 49;

/** Makes the function that computes the means of a box; not for complex types. */
export function createWeightedMean(
  dtype: DataType,
  axes: readonly AxisWeights[],
): (input: NumberArray | BigIntArray, inputRegion: Region, target: NumberArray | BigIntArray, output: Region) => void {
  const total = axes.reduce((product, axis) => product * axis.total, 1);
  if (total > LARGEST_TOTAL) {
    throw new ZarrdropError("limit", "One resampling step would average over too many pixels to be exact.", {
      setting: "level_shapes",
      advice: "Put levels between these two, or choose sizes that divide evenly.",
    });
  }
  return (input, inputRegion, target, output) => {
    let summer: RowSummer | null = null;
    forEachRow(axes, inputRegion, output, (rows, windows, targetOffset) => {
      summer ??= createSummer(dtype, { input, target, span: windows.span, total });
      addRows(summer, rows, windows.from);
      summer.finishRow(windows, targetOffset);
    });
  };
}

function addRows(summer: RowSummer, rows: RowSet, from: number): void {
  for (let row = 0; row < rows.count; row++) {
    summer.addRow(rows.offsets[row]! + from, rows.weights[row]!, row === 0);
  }
}

function createSummer(dtype: DataType, job: Job<NumberArray | BigIntArray>): RowSummer {
  // The array's class follows the data type (`allocatePixels`), so that the casts below hold.
  if (is64BitInteger(dtype)) return sumInLimbs(64, job as Job<BigIntArray>);
  const numbers = job as Job<NumberArray>;
  if (isFloat(dtype)) return sumFloats(numbers);
  const bits = itemSize(dtype) * 8;
  return 2 ** bits * job.total <= 2 ** 51 ? sumIntegers(numbers) : sumInLimbs(bits, numbers);
}

function addWeighted(sums: Float64Array, input: NumberArray, offset: number, weight: number, isFirst: boolean): void {
  const length = sums.length;
  if (isFirst) for (let i = 0; i < length; i++) sums[i] = weight * input[offset + i]!;
  else for (let i = 0; i < length; i++) sums[i]! += weight * input[offset + i]!;
}

function sumFloats({ input, target, span, total }: Job<NumberArray>): RowSummer {
  const sums = new Float64Array(span);
  return {
    addRow: (offset, weight, isFirst) => addWeighted(sums, input, offset, weight, isFirst),
    finishRow({ first, offset, weight, from }, targetOffset) {
      for (let k = 0; k < first.length; k++) {
        const end = offset[k + 1]!;
        let i = first[k]! - from;
        let sum = weight[offset[k]!]! * sums[i]!;
        for (let entry = offset[k]! + 1; entry < end; entry++) sum += weight[entry]! * sums[++i]!;
        target[targetOffset + k] = sum / total;
      }
    },
  };
}

/** Integers whose weighted sums stay below 2^51: exact in doubles. */
function sumIntegers({ input, target, span, total }: Job<NumberArray>): RowSummer {
  const sums = new Float64Array(span);
  const twice = 2 * total;
  return {
    addRow: (offset, weight, isFirst) => addWeighted(sums, input, offset, weight, isFirst),
    finishRow({ first, offset, weight, from }, targetOffset) {
      for (let k = 0; k < first.length; k++) {
        const end = offset[k + 1]!;
        let i = first[k]! - from;
        let sum = 0;
        for (let entry = offset[k]!; entry < end; entry++) sum += weight[entry]! * sums[i++]!;
        // A quotient of integers below 2^53 cannot round up across an integer: its distance from it is at least 1 / divisor.
        target[targetOffset + k] = Math.floor((2 * sum + total) / twice);
      }
    },
  };
}

/**
 * Integers whose sums would pass 2^53: every value is cut into limbs of so few bits that the limbs' sums are exact, and the
 * sums are divided limb by limb, most significant first, as one divides by hand.
 */
function sumInLimbs(bits: number, { input, target, span, total }: Job<NumberArray> | Job<BigIntArray>): RowSummer {
  const limbBits = [32, 16, 8, 4, 2, 1].find((width) => 2 ** width * total <= 2 ** 50)!;
  const base = 2 ** limbBits;
  const count = Math.ceil(bits / limbBits);
  const sums = Array.from({ length: count }, () => new Float64Array(span));
  const words = wordsOf(input);
  const big = isBigIntArray(target) ? target : null;
  const small = isBigIntArray(target) ? null : target;
  const limbsPerWord = count / words.length;

  const add = (limb: number, i: number, amount: number, isFirst: boolean): void => {
    const sum = sums[limb]!;
    sum[i] = isFirst ? amount : sum[i]! + amount;
  };
  return {
    addRow(offset, weight, isFirst) {
      for (let w = 0; w < words.length; w++) {
        const { values, stride, start } = words[w]!;
        for (let i = 0; i < span; i++) {
          let value = values[(offset + i) * stride + start]!;
          const top = w * limbsPerWord + limbsPerWord - 1;
          for (let limb = w * limbsPerWord; limb < top; limb++) {
            const rest = Math.floor(value / base);
            add(limb, i, weight * (value - rest * base), isFirst);
            value = rest;
          }
          // The last limb keeps the sign of the word; only the most significant word of a value can have one.
          add(top, i, weight * value, isFirst);
        }
      }
    },
    finishRow({ first, offset, weight, from }, targetOffset) {
      for (let k = 0; k < first.length; k++) {
        let quotient = 0;
        let bigQuotient = 0n;
        let remainder = 0;
        for (let limb = count - 1; limb >= 0; limb--) {
          let sum = remainder * base;
          let i = first[k]! - from;
          for (let entry = offset[k]!; entry < offset[k + 1]!; entry++) sum += weight[entry]! * sums[limb]![i++]!;
          const part = limb === 0 ? Math.floor((2 * sum + total) / (2 * total)) : Math.floor(sum / total);
          remainder = sum - part * total;
          if (big === null) quotient = quotient * base + part;
          else bigQuotient = bigQuotient * BigInt(base) + BigInt(part);
        }
        if (small !== null) small[targetOffset + k] = quotient;
        if (big !== null) big[targetOffset + k] = bigQuotient;
      }
    },
  };
}

type Words = { values: NumberArray; stride: number; start: number };

/** The values as numbers, or 64-bit values as their low and high halves; the low one unsigned. */
function wordsOf(input: NumberArray | BigIntArray): Words[] {
  if (isBigIntArray(input)) {
    const low = new Uint32Array(input.buffer, input.byteOffset, input.length * 2);
    const high = input instanceof BigInt64Array ? new Int32Array(low.buffer, low.byteOffset, low.length) : low;
    return [
      { values: low, stride: 2, start: 0 },
      { values: high, stride: 2, start: 1 },
    ];
  }
  return [{ values: input, stride: 1, start: 0 }];
}
